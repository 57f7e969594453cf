"""Which of the five functions of the Dutch library act (Wsob, article 5) an activity serves. Pure."""

from events.vocabulary import ActivityKind, WsobFunction

_BY_KIND = {
    ActivityKind.LECTURE: WsobFunction.KNOWLEDGE_INFORMATION,
    ActivityKind.DEBATE: WsobFunction.MEETING_DEBATE,
    ActivityKind.MEETUP: WsobFunction.MEETING_DEBATE,
    ActivityKind.STUDY_CIRCLE: WsobFunction.DEVELOPMENT_EDUCATION,
    ActivityKind.COURSE: WsobFunction.DEVELOPMENT_EDUCATION,
    ActivityKind.WORKSHOP: WsobFunction.DEVELOPMENT_EDUCATION,
    ActivityKind.WALK_IN: WsobFunction.KNOWLEDGE_INFORMATION,
    ActivityKind.ARTS_CULTURE: WsobFunction.ARTS_CULTURE,
}


def usual_function(kind: ActivityKind) -> WsobFunction:
    """The function that activities of this kind usually serve; whoever makes one can say otherwise."""
    return _BY_KIND[kind]
