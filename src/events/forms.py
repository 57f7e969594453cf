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
_ONLINE_POLICIES = {RegistrationPolicy.REQUIRED, RegistrationPolicy.RECOMMENDED}


def target_of(form: Form) -> RegistrationTarget | None:
    """What people sign up for; None where nobody signs up online (walk_in, open_group, self_paced)."""
    return _TARGETS.get(form)


def is_online(policy: RegistrationPolicy) -> bool:
    """Whether signing up happens here, rather than nowhere, at a desk, by telephone or elsewhere."""
    return policy in _ONLINE_POLICIES
