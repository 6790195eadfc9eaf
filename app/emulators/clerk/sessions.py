"""Sessions: how they start, how they end, and whether they still count."""

from app.emulators.clerk.accounts import Accounts
from app.emulators.clerk.store import Record, Store, new_id

EXPIRE_MS, ABANDON_MS = 7 * 86_400_000, 30 * 86_400_000


class Sessions:
    """Operations on sessions; times are milliseconds."""

    def __init__(self, accounts: Accounts, store: Store) -> None:
        self._accounts = accounts
        self._store = store

    def start(self, client: Record, user: Record, origin: str | None, activity: Record | None) -> Record:
        """Sign a user in on a client; the client's earlier session is replaced."""
        now = self._accounts.now()
        for session in self.active(client_id=client["id"]):
            self.end(session, "replaced")
        self._store.change("users", user["id"], last_sign_in_at=now, last_active_at=now, failures=0)
        return self._store.put(
            "sessions",
            {
                "id": new_id("sess"),
                "client_id": client["id"],
                "user_id": user["id"],
                "status": "active",
                "origin": origin,
                "activity": activity,
                "last_active_at": now,
                "expire_at": now + EXPIRE_MS,
                "abandon_at": now + ABANDON_MS,
                "created_at": now,
                "updated_at": now,
            },
        )

    def touch(self, session: Record, activity: Record | None) -> Record:
        """Note that the user is here; a session that is used is not abandoned."""
        now = self._accounts.now()
        self._store.change("users", session["user_id"], last_active_at=now)
        session.update(last_active_at=now, abandon_at=now + ABANDON_MS, activity=activity, updated_at=now)
        return self._store.put("sessions", session)

    def active(self, **fields: object) -> list[Record]:
        """Active sessions whose fields have these values, oldest first."""
        return self._store.all(
            "sessions",
            lambda session: self.is_active(session) and all(session[name] == value for name, value in fields.items()),
        )

    def is_active(self, session: Record) -> bool:
        """Whether a session still counts."""
        return self.status(session) == "active"

    def status(self, session: Record) -> str:
        """The state of a session now: one that nobody ended expires or, left alone for too long, is abandoned."""
        late = min(session["expire_at"], session["abandon_at"])
        if session["status"] != "active" or self._accounts.now() < late:
            return session["status"]
        return "expired" if late == session["expire_at"] else "abandoned"

    def end(self, session: Record, status: str) -> Record:
        """End an active session: `ended`, `removed`, `replaced` or `revoked`; one that is over stays as it is."""
        if not self.is_active(session):
            return session
        session.update(status=status, updated_at=self._accounts.now())
        return self._store.put("sessions", session)

    def end_all(self, user_id: str, status: str, except_client: str | None = None) -> None:
        """End a user's sessions, those of one browser excepted."""
        for session in self.active(user_id=user_id):
            if session["client_id"] != except_client:
                self.end(session, status)
