from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from database.sql_migration import sql_migration

ID = "2026-11-22T21:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Signing up in one round trip: the row of the target is locked no longer than it takes to write"

# What events.standing decided from what it had read is written only when it still holds under the lock; else nothing
# is, and it decides again. Only the seats and the queue can change that fast: the rule itself stays in one place.
#
# The lock comes before the look at who waits: a statement sees what was committed before it began.
TAKE_PLACE = """
CREATE FUNCTION take_place(
    id_ uuid, session_ uuid, edition_ uuid, state_ text, by_ text, reason_ text, account_ integer, fact_kind text,
    name_ text, email_ text, phone_ text, party_size_ integer, note_ text, locale_ text, companions_ text[],
    access_needs_ text, key_ text, questions integer[], answers text[]
) RETURNS TABLE (place_on_list integer) LANGUAGE plpgsql AS $$
DECLARE
    seat record;
    ahead integer;
    at_desk boolean := by_ = 'staff';
    free integer;
    takes boolean;
    offset_ integer;
BEGIN
    IF session_ IS NOT NULL THEN
        SELECT capacity, seats_taken, desk_seats INTO seat FROM session
        WHERE id = session_ AND session.state = 'scheduled' FOR NO KEY UPDATE;
    ELSE
        SELECT capacity, seats_taken, desk_seats INTO seat FROM edition
        WHERE id = edition_ AND edition.state = 'scheduled' FOR NO KEY UPDATE;
    END IF;
    IF NOT FOUND THEN RETURN; END IF;

    IF session_ IS NOT NULL THEN
        SELECT count(*) INTO ahead FROM registration WHERE session = session_ AND state = 'waiting';
    ELSE
        SELECT count(*) INTO ahead FROM registration WHERE edition = edition_ AND state = 'waiting';
    END IF;
    free := seat.capacity - seat.seats_taken;
    takes := CASE
        WHEN free IS NULL THEN ahead = 0
        WHEN NOT at_desk THEN ahead = 0 AND party_size_ <= free - seat.desk_seats
        WHEN ahead > 0 THEN party_size_ <= least(seat.desk_seats, free)
        ELSE party_size_ <= free
    END;
    IF takes <> (state_ = 'confirmed') THEN RETURN; END IF;

    IF takes AND session_ IS NOT NULL THEN
        UPDATE session SET seats_taken = seats_taken + party_size_,
            desk_seats = CASE WHEN at_desk THEN greatest(0, desk_seats - party_size_) ELSE desk_seats END
        WHERE id = session_;
    ELSIF takes THEN
        UPDATE edition SET seats_taken = seats_taken + party_size_,
            desk_seats = CASE WHEN at_desk THEN greatest(0, desk_seats - party_size_) ELSE desk_seats END
        WHERE id = edition_;
    END IF;
    -- Whoever cancelled before got a CANCEL; the next invitation to the same thing must count above it.
    SELECT max(invitation_offset) + 1 INTO offset_ FROM registration
    WHERE lower(email) = lower(email_) AND (session = session_ OR edition = edition_);
    INSERT INTO registration (id, session, edition, name, email, phone, party_size, note, locale, state, companions,
        access_needs, account, idempotency_hash, answered_position, invitation_offset, created_at, changed_at)
    VALUES (id_, session_, edition_, name_, email_, phone_, party_size_, note_, locale_, state_, companions_,
        access_needs_, account_, key_, CASE WHEN takes THEN NULL ELSE ahead + 1 END, coalesce(offset_, 0),
        clock_timestamp(), clock_timestamp());
    IF cardinality(questions) > 0 THEN
        INSERT INTO answer (registration, question, text)
        SELECT id_, given.question, given.text FROM unnest(questions, answers) AS given (question, text);
    END IF;
    INSERT INTO registration_step (registration, state, reason, by, account, at)
    VALUES (id_, state_, reason_, by_, account_, clock_timestamp());
    INSERT INTO fact (kind, payload) VALUES (fact_kind, jsonb_build_object('registration', id_));
    place_on_list := CASE WHEN takes THEN 0 ELSE ahead + 1 END;
    RETURN NEXT;
END $$
"""


async def forwards() -> MigrationManager:
    return sql_migration(migration_id=ID, app_name="events", description=DESCRIPTION, statements=[TAKE_PLACE])
