"""What a learner must do to get in, as sentences to translate."""

from collections.abc import Mapping
from typing import Final

from content_links.vocabulary import Access

ACCESS_STEPS: Final[Mapping[Access, str]] = {
    Access.OPEN: "You can start right away. You need no account.",
    Access.LIBRARY_ACCOUNT: "Log in with the number and the password of your library card.",
    Access.STAFF_ACCOUNT: "Ask for a login at the desk of the library. You get it right away.",
    Access.IN_BRANCH: "Come to the library. You can use a computer there, and someone can help you.",
    Access.HOSTED: "You can start right away on this site.",
}
