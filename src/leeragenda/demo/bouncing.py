"""Two mails of the demo world that did not arrive, so that staff has something to mend."""

from datetime import datetime
from typing import Final

from database.transaction import execute, fetch
from notifications.undeliverable import note_bounce

# Of who is coming, the first who signed up.
_PEOPLE: Final = """
SELECT registration.id, registration.email, registration.session
FROM registration JOIN session ON session.id = registration.session
WHERE registration.state = 'confirmed' AND registration.email IS NOT NULL AND session.starts_at > now()
ORDER BY registration.queue_number LIMIT 2
"""
_REFUSED: Final = """
INSERT INTO message (kind, recipient, subject, registration, session, state, last_error, attempts, due_at, created_at)
VALUES ('confirmation', $1, $2, $3, $4, 'failed', $5, 1, $6, $6)
ON CONFLICT ON CONSTRAINT message_once DO NOTHING
"""


async def let_mails_bounce(then: datetime) -> None:
    """One to an address that does not exist, one that a mail server took for spam; `then` is aware."""
    reasons = ("recipient refused: 550 5.1.1", "message refused: 554 5.7.1")
    for person, reason in zip(await fetch(_PEOPLE), reasons, strict=False):
        email = person["email"]
        if reason.startswith("recipient"):
            email = email.replace(".example", ".exmaple")
            await execute("UPDATE registration SET email = $2 WHERE id = $1", person["id"], email)
            await note_bounce(email, status="5.1.1", permanent=True)
        about = f"registration:{person['id']}:session:{person['session']}"
        await execute(_REFUSED, email, about, person["id"], person["session"], reason, then)
