"""What all pages behind somebody's own link have in common: nobody keeps them, and their address does not travel."""

from typing import Final

PRIVATE: Final = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
# Under no-referrer browsers send "Origin: null" with a form, which older ones without Sec-Fetch-Site have nothing
# beside, so it would be refused as another website's.
PRIVATE_FORM: Final = PRIVATE | {"Referrer-Policy": "same-origin"}
