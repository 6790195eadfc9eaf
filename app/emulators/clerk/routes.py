"""Which handler answers which operation of the Frontend API and of the Backend API."""

from collections.abc import Awaitable, Callable
from typing import Any

from app.emulators.clerk.bapi import clients as backend_clients
from app.emulators.clerk.bapi import sessions, templates, tickets, users
from app.emulators.clerk.bapi.call import BackendCall
from app.emulators.clerk.call import Call
from app.emulators.clerk.fapi import clients, emails, me, sign_ins, sign_ups

Handler = Callable[[Call], Awaitable[Any]]
BackendHandler = Callable[[BackendCall], Awaitable[Any]]
SESSION = "/v1/client/sessions/{session_id}"
SIGN_IN, SIGN_UP = "/v1/client/sign_ins", "/v1/client/sign_ups"
EMAILS = "/v1/me/email_addresses"
USER = "/users/{user_id}"
FRONTEND: dict[tuple[str, str], Handler] = {
    ("POST", "/v1/dev_browser"): clients.create_dev_browser,
    ("GET", "/v1/environment"): clients.get_environment,
    ("PATCH", "/v1/environment"): clients.get_environment,
    ("GET", "/v1/client"): clients.get_client,
    ("POST", "/v1/client"): clients.put_client,
    ("PUT", "/v1/client"): clients.put_client,
    ("DELETE", "/v1/client"): clients.delete_client,
    ("DELETE", "/v1/client/sessions"): clients.delete_sessions,
    ("GET", SESSION): clients.get_session,
    ("POST", SESSION + "/touch"): clients.touch,
    ("POST", SESSION + "/end"): clients.end,
    ("POST", SESSION + "/remove"): clients.remove,
    ("POST", SESSION + "/tokens"): clients.session_token,
    ("POST", SESSION + "/tokens/{template}"): clients.template_token,
    ("POST", SIGN_IN): sign_ins.create,
    ("GET", SIGN_IN + "/{sign_in_id}"): sign_ins.get,
    ("POST", SIGN_IN + "/{sign_in_id}/prepare_first_factor"): sign_ins.prepare_first_factor,
    ("POST", SIGN_IN + "/{sign_in_id}/attempt_first_factor"): sign_ins.attempt_first_factor,
    ("POST", SIGN_IN + "/{sign_in_id}/reset_password"): sign_ins.reset_password,
    ("POST", SIGN_UP): sign_ups.create,
    ("GET", SIGN_UP + "/{sign_up_id}"): sign_ups.get,
    ("PATCH", SIGN_UP + "/{sign_up_id}"): sign_ups.update,
    ("POST", SIGN_UP + "/{sign_up_id}/prepare_verification"): sign_ups.prepare_verification,
    ("POST", SIGN_UP + "/{sign_up_id}/attempt_verification"): sign_ups.attempt_verification,
    ("GET", "/v1/me"): me.get,
    ("PATCH", "/v1/me"): me.update,
    ("DELETE", "/v1/me"): me.delete,
    ("PATCH", "/v1/me/metadata"): me.update_metadata,
    ("POST", "/v1/me/change_password"): me.change_password,
    ("POST", "/v1/me/remove_password"): me.remove_password,
    ("GET", "/v1/me/sessions"): me.all_sessions,
    ("GET", "/v1/me/sessions/active"): me.active_sessions,
    ("GET", "/v1/me/organization_memberships"): me.memberships,
    ("POST", "/v1/me/sessions/{session_id}/revoke"): me.revoke_session,
    ("GET", EMAILS): emails.get_all,
    ("POST", EMAILS): emails.create,
    ("GET", EMAILS + "/{email_id}"): emails.get,
    ("DELETE", EMAILS + "/{email_id}"): emails.delete,
    ("POST", EMAILS + "/{email_id}/prepare_verification"): emails.prepare_verification,
    ("POST", EMAILS + "/{email_id}/attempt_verification"): emails.attempt_verification,
}
BACKEND: dict[tuple[str, str], BackendHandler] = {
    ("POST", "/users"): users.create,
    ("GET", "/users"): users.get_all,
    ("GET", "/users/count"): users.count,
    ("GET", USER): users.get,
    ("PATCH", USER): users.update,
    ("DELETE", USER): users.delete,
    ("PATCH", USER + "/metadata"): users.merge_metadata,
    ("PUT", USER + "/metadata"): users.replace_metadata,
    ("POST", USER + "/ban"): users.ban,
    ("POST", USER + "/unban"): users.unban,
    ("POST", USER + "/lock"): users.lock,
    ("POST", USER + "/unlock"): users.unlock,
    ("POST", USER + "/verify_password"): users.verify_password,
    ("GET", USER + "/organization_memberships"): users.memberships,
    ("GET", "/sessions"): sessions.get_all,
    ("POST", "/sessions"): sessions.create,
    ("GET", "/sessions/{session_id}"): sessions.get,
    ("POST", "/sessions/{session_id}/revoke"): sessions.revoke,
    ("POST", "/sessions/{session_id}/tokens"): sessions.session_token,
    ("POST", "/sessions/{session_id}/tokens/{template}"): sessions.template_token,
    ("GET", "/clients"): backend_clients.get_all,
    ("POST", "/clients/verify"): backend_clients.verify,
    ("GET", "/clients/{client_id}"): backend_clients.get,
    ("GET", "/instance"): backend_clients.instance,
    ("POST", "/jwt_templates"): templates.create,
    ("GET", "/jwt_templates"): templates.get_all,
    ("GET", "/jwt_templates/{template_id}"): templates.get,
    ("PATCH", "/jwt_templates/{template_id}"): templates.update,
    ("DELETE", "/jwt_templates/{template_id}"): templates.delete,
    ("POST", "/sign_in_tokens"): tickets.create,
    ("POST", "/sign_in_tokens/{ticket_id}/revoke"): tickets.revoke,
}
