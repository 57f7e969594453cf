"""What must be true of facts and messages, for `leeragenda check`."""

from database.transaction import fetch_value

_CHECKS = (
    (
        "SELECT count(*) FROM fact WHERE handled_at IS NULL AND occurred_at < now() - interval '1 hour'",
        "{} facts have waited for more than an hour: does a worker run?",
    ),
    (
        "SELECT count(*) FROM message WHERE state = 'sending' AND claimed_until < now() - interval '10 minutes'",
        "{} messages were being sent when a worker stopped, and no worker took them up since",
    ),
    (
        "SELECT count(*) FROM message WHERE state = 'pending' AND due_at < now() - interval '1 hour'",
        "{} messages have been due for more than an hour",
    ),
    (
        "SELECT count(*) FROM message"
        " WHERE state = 'pending' AND attempts > 0 AND created_at < now() - interval '1 hour'",
        "{} messages could not be sent for more than an hour: does the mail server answer?",
    ),
    (
        "SELECT count(*) FROM message WHERE state = 'failed' AND created_at > now() - interval '7 days'",
        "{} messages of the last week were refused for good",
    ),
    (
        "SELECT count(*) FROM message LEFT JOIN registration ON registration.id = message.registration"
        " WHERE message.state IN ('pending', 'sending') AND registration.id IS NULL"
        " AND message.registration IS NOT NULL",
        "{} messages belong to a registration that does not exist",
    ),
)


async def problems() -> list[str]:
    """Return one sentence for each thing that is wrong, for an operator; none when all is well."""
    counts = [(await fetch_value(sql), sentence) for sql, sentence in _CHECKS]
    return [sentence.format(count) for count, sentence in counts if count]
