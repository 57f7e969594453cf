"""Calendars with closures as they are found in the wild."""

MALFORMED_HEAD = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//a//b//EN\r\nMETHOD:PUBLISH\r\n"
    "VERSION:2.0\r\nPRODID:-//a//b//EN\r\nMETHOD:PUBLISH\r\n"
)
MALFORMED_TAIL = (
    "DESCRIPTION:&sup1\\\\\\; Dates are an advice\\, so ask the scho\r\n\tol itself.\r\n"
    "CREATED:20250910\r\nLAST-MODIFIED:20250910\r\nnot a line\r\nEND:VEVENT\r\n"
)


def event(uid: str, summary: str, *lines: str) -> str:
    head = f"BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:{summary}\r\nDTSTAMP:20250910T210856Z\r\n"
    return head + "".join(f"{line}\r\n" for line in lines) + MALFORMED_TAIL


def calendar(*events: str) -> bytes:
    return (MALFORMED_HEAD + "".join(events) + "END:VCALENDAR").encode()


AUTUMN_NORTH = event("autumn-noord", "Herfst &amp\\; zo (noord)", "DTSTART;VALUE=DATE:20271016", "DTEND:20271025")
AUTUMN_SOUTH = event("autumn-zuid", "Herfst (zuid)", "DTSTART;VALUE=DATE:20271023", "DTEND;VALUE=DATE:20271101")
CHRISTMAS = event("christmas-all", "Kerst (heel Nederland)", "DTSTART;VALUE=DATE:20271225", "DURATION:P16D")
