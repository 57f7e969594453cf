"""What each form means for taking part."""

from events.vocabulary import Form, RegistrationPolicy, RegistrationTarget

_TARGETS = {
    Form.SINGLE: RegistrationTarget.SESSION,
    Form.DROP_IN: RegistrationTarget.SESSION,
    Form.APPOINTMENT: RegistrationTarget.SESSION,
    Form.SEASONAL: RegistrationTarget.SESSION,
    Form.COHORT: RegistrationTarget.EDITION,
    Form.GUIDED_TRACK: RegistrationTarget.EDITION,
    Form.ONE_TO_ONE: RegistrationTarget.EDITION,
}
_INTAKE_FORMS = {Form.GUIDED_TRACK, Form.ONE_TO_ONE}
_SLOT_FORMS = {Form.APPOINTMENT, Form.SEASONAL}
_ONLINE_POLICIES = {RegistrationPolicy.REQUIRED, RegistrationPolicy.RECOMMENDED}


def target_of(form: Form) -> RegistrationTarget | None:
    """What people sign up for; None where nobody signs up online (walk_in, open_group, self_paced)."""
    return _TARGETS.get(form)


def is_online(policy: RegistrationPolicy) -> bool:
    """Whether signing up happens here, rather than nowhere, at a desk, by telephone or elsewhere."""
    return policy in _ONLINE_POLICIES


def desk_target_of(form: Form) -> RegistrationTarget | None:
    """What staff sign people up for: also an open group. None where only heads are counted, or progress."""
    return RegistrationTarget.EDITION if form is Form.OPEN_GROUP else target_of(form)


def has_intake(form: Form) -> bool:
    """Whether somebody agrees at an intake on a number of meetings of their own."""
    return form in _INTAKE_FORMS


def has_slots(form: Form) -> bool:
    """Whether its sessions are appointments."""
    return form in _SLOT_FORMS
