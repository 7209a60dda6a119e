"""What an editor reads where a web address was not opened: what happened, and what to do then."""

from collections.abc import Mapping

from sources.addresses import Code

BY_HAND = "Type the article by hand."
WORDS: Mapping[Code, str] = {
    Code.BAD_URL: "This is no web address. Copy it whole from the address bar; it begins with https://.",
    Code.BAD_SCHEME: "Only addresses that begin with https:// or http:// can be opened.",
    Code.CREDENTIALS_IN_URL: "The address holds a name or a password before an @. Take it out and try again.",
    Code.BAD_HOST: "The address does not name a site on the public internet. Check the part after https://.",
    Code.BAD_PORT: "The address names a port that web sites do not use. Take the number after the colon out.",
    Code.BLOCKED_ADDRESS: "The address leads into a private network, which is never opened from here. "
    + BY_HAND,
    Code.DNS_FAILURE: "There is no site of that name. Check its spelling.",
    Code.DNS_TIMEOUT: "Nobody could say in time where that site is. Try again in a minute.",
    Code.CONNECT_FAILED: "The site does not answer. Try again later, or type the article by hand.",
    Code.TLS_ERROR: "The site cannot prove that it is what it says: its certificate is not right. " + BY_HAND,
    Code.TLS_DOWNGRADE: "The site leads from an encrypted page to one that is not. " + BY_HAND,
    Code.TIMEOUT: "The site took too long. Try again later, or type the article by hand.",
    Code.BAD_REDIRECT: "The site leads nowhere. Open it in your browser and copy the address you end at.",
    Code.REDIRECT_LOOP: "The site leads round in a circle. " + BY_HAND,
    Code.TOO_MANY_REDIRECTS: "The site leads on too often. "
    "Open it in your browser and copy the address you end at.",
    Code.TOO_LARGE: "The page is larger than 5 MB. " + BY_HAND,
    Code.DECOMPRESSION_BOMB: "The page unpacks to far more than a page can be. " + BY_HAND,
    Code.BAD_ENCODING: "The site sends its page in a packing that cannot be opened. " + BY_HAND,
    Code.BAD_TYPE: "There is no page at this address, but a file of another kind (a PDF, a picture?). "
    + BY_HAND,
    Code.BAD_RESPONSE: "The site's answer makes no sense. Try again later, or type the article by hand.",
    Code.TRUNCATED: "The page broke off in the middle. Try again.",
    Code.EMPTY_BODY: "The page is empty. Open it in your browser to see whether it is still there.",
    Code.BUSY: "The site asked us to wait. Try again in some minutes.",
    Code.ROBOTS: "The site asks robots not to read this page. "
    "You can have it read all the same for this one address; that is put on record.",
}
