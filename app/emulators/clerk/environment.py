"""The environment object: which parts of Clerk this instance has switched on."""

from typing import Any

from app.emulators.clerk.passwords import LONGEST, SHORTEST

FACTOR = {
    "enabled": False,
    "required": False,
    "used_for_first_factor": False,
    "first_factors": [],
    "used_for_second_factor": False,
    "second_factors": [],
    "verifications": [],
    "verify_at_sign_up": False,
    "immutable": False,
}
EMAIL = {
    **FACTOR,
    "enabled": True,
    "required": True,
    "used_for_first_factor": True,
    "first_factors": ["email_code"],
    "verifications": ["email_code"],
    "verify_at_sign_up": True,
}
ABSENT = ("phone_number", "username", "web3_wallet", "authenticator_app", "backup_code", "passkey")
OFF = {"enabled": False}
TRUSTED_DEVICES = (
    "trusted_device_sign_in_enabled", "trusted_device_enrollment_prompt_after_sign_in_enabled",
    "trusted_device_enrollment_prompt_after_sign_up_enabled",
)  # fmt: skip
NO_PICTURES = ("logo_image", "favicon_image", "logo_url", "favicon_url", "help_url")
PAGES = (
    "home_url", "after_sign_in_url", "after_sign_up_url", "after_sign_out_one_url", "after_sign_out_all_url",
    "after_switch_session_url", "organization_profile_url", "create_organization_url", "after_leave_organization_url",
    "after_create_organization_url", "after_join_waitlist_url",
)  # fmt: skip


def environment(origin: str, application_name: str) -> dict[str, Any]:
    """The whole object for a page of this origin."""
    return {
        "object": "environment",
        "id": "env_emulator",
        "auth_config": _auth_config(),
        "display_config": _display_config(origin, application_name),
        "user_settings": _user_settings(),
        "organization_settings": {
            **OFF,
            "max_allowed_memberships": 5,
            "force_organization_selection": False,
            "actions": {"admin_delete": True},
            "domains": {**OFF, "enrollment_modes": [], "default_role": ""},
            "slug": {"disabled": False},
            "creator_role": "org:admin",
        },
        "fraud_settings": {"object": "fraud_settings", "native": {"device_attestation_mode": "disabled"}},
        "commerce_settings": {
            "billing": {
                "stripe_publishable_key": None,
                "user": {**OFF, "has_paid_plans": False},
                "organization": {**OFF, "has_paid_plans": False},
            }
        },
        "api_keys_settings": {**OFF, "user_api_keys_enabled": False, "orgs_api_keys_enabled": False},
        "protect_config": {"loaders": []},
        "maintenance_mode": False,
        "client_debug_mode": False,
        "partitioned_cookies": False,
    }


def _auth_config() -> dict[str, Any]:
    return {
        "object": "auth_config",
        "id": "aac_emulator",
        "first_name": "on",
        "last_name": "on",
        "email_address": "required",
        "phone_number": "off",
        "username": "off",
        "password": "required",
        "identification_requirements": [["email_address"]],
        "identification_strategies": ["email_address"],
        "first_factors": ["email_code", "password", "ticket"],
        "second_factors": [],
        "email_address_verification_strategies": ["email_code"],
        "single_session_mode": True,
        "enhanced_email_deliverability": False,
        "test_mode": True,
        "cookieless_dev": False,
        "url_based_session_syncing": True,
        "claimed_at": None,
        "reverification": False,
        "native_settings": {"object": "native_settings", "api_enabled": False, **dict.fromkeys(TRUSTED_DEVICES, False)},
        "preferred_channels": {},
        "session_minter": False,
    }


def _display_config(origin: str, application_name: str) -> dict[str, Any]:
    return {
        "object": "display_config",
        "id": "display_config_emulator",
        "instance_environment_type": "development",
        "application_name": application_name,
        "theme": {
            "buttons": {"font_color": "#ffffff", "font_family": "inherit", "font_weight": "600"},
            "general": {
                "color": "#5b5bd6",
                "padding": "1em",
                "box_shadow": "0 2px 8px rgba(0,0,0,0.2)",
                "font_color": "#151515",
                "font_family": "inherit",
                "border_radius": "0.5em",
                "background_color": "#ffffff",
                "label_font_weight": "600",
            },
            "accounts": {"background_color": "#ffffff"},
        },
        "preferred_sign_in_strategy": "password",
        "logo_image_url": "",
        "favicon_image_url": "",
        **dict.fromkeys(NO_PICTURES),
        "logo_link_url": origin,
        "oauth_consent_url": "",
        **dict.fromkeys(PAGES, origin),
        "sign_in_url": f"{origin}/sign-in",
        "sign_up_url": f"{origin}/sign-up",
        "user_profile_url": f"{origin}/user",
        "waitlist_url": "",
        "support_email": "",
        "branded": False,
        "experimental_force_oauth_first": False,
        "clerk_js_version": "6",
        "show_devmode_warning": False,
        "google_one_tap_client_id": None,
        "captcha_public_key": None,
        "captcha_widget_type": None,
        "captcha_public_key_invisible": None,
        "captcha_provider": "turnstile",
        "captcha_oauth_bypass": [],
        "captcha_heartbeat": False,
        "terms_url": "",
        "privacy_policy_url": "",
    }


def _user_settings() -> dict[str, Any]:
    on = {**FACTOR, "enabled": True}
    return {
        "attributes": {
            "email_address": EMAIL,
            "password": {**on, "required": True},
            "first_name": on,
            "last_name": on,
            "ticket": on,
            **dict.fromkeys(ABSENT, FACTOR),
        },
        "social": {},
        "saml": OFF,
        "enterprise_sso": {**OFF, "self_serve_sso": False},
        "sign_in": {"second_factor": {"required": False, "enabled": False}},
        "sign_up": {
            "captcha_enabled": False,
            "captcha_widget_type": "invisible",
            "custom_action_required": False,
            "progressive": True,
            "mode": "public",
            "legal_consent_enabled": False,
            "allowlist_only": False,
            "mfa": {"required": False},
        },
        "restrictions": {
            "allowlist": OFF,
            "blocklist": OFF,
            "allowlist_blocklist_disabled_on_sign_in": OFF,
            "block_email_subaddresses": OFF,
            "block_disposable_email_domains": OFF,
        },
        "password_settings": {
            "disable_hibp": False,
            "disable_password_reverification": False,
            "min_length": SHORTEST,
            "max_length": LONGEST,
            "require_special_char": False,
            "require_numbers": False,
            "require_uppercase": False,
            "require_lowercase": False,
            "show_zxcvbn": False,
            "min_zxcvbn_strength": 0,
            "enforce_hibp_on_sign_in": False,
            "allowed_special_characters": "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~",
        },
        "username_settings": {
            "min_length": 4,
            "max_length": 64,
            "allow_extended_special_characters": False,
            "allow_numeric_usernames": False,
        },
        "actions": {
            "delete_self": False,
            "create_organization": False,
            "create_organizations_limit": None,
            "billing_read": False,
        },
        "attack_protection": {
            "user_lockout": {"enabled": True, "max_attempts": 100, "duration_in_minutes": 60},
            "pii": {"enabled": True},
            "email_link": {"require_same_client": False},
            "enumeration_protection": OFF,
        },
        "passkey_settings": {"allow_autofill": False, "show_sign_in_button": False, "satisfies_second_factor": False},
    }
