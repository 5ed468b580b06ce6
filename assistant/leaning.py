"""Whether a question leans on the one before: it opens or closes like one that does, points back, doubts the answer,
asks for it again, or asks without a subject."""

from __future__ import annotations

import re

from assistant.question import Question
from assistant.words import vocabulary

# A question of this many words may go on the talk though nothing in it leans on what came before.
SHORT = 10
# A question of so few words that asks nothing is but the name of a thing: "Huyện?", "Bảo hiểm thất nghiệp?".
_NAMES = 4
_OPENS = re.compile(
    r"^(?:(?:khong|nham)(?: phai)?,? y (?:toi|minh|em|tui) (?:la|muon hoi|hoi)|y (?:toi|minh|em|tui) (?:la|hoi)|con|the|vay|the con|vay con|neu|nhung neu|truong hop|doi voi|the neu|con neu|va|a|voi|roi)\b"
)
CLOSES = re.compile(
    r"\b(?:thi (?:duoc |la |con |co |toi thieu |toi da |it nhat |nhieu nhat |khoang )*(?:bao nhieu|may)(?: tien)?|thi sao|thi the nao|thi bao nhieu|thi ra sao|sao"
    r"|(?:thi )?(?:co )?khac (?:gi|the nao)(?: nhau)?(?: khong)?|nua khong|nua)(?:\s+(?:a|vay|z|ha|nhi|the|ad))*\s*\?*$"
)
_POINTS = re.compile(
    r"\b(?:do|nay|tren|nhu vay|nhu the|cai do|viec do|muc do|truong hop do|ho|no)\s*\?*$"
    r"|\b(?:van ban|khoan|muc|dieu|nguoi|viec|han|so tien|khoan tien|ba|ong|anh|chi|co|don vi|co quan) (?:do|nay|ay)\b|\bno\b"
)
_BACK = re.compile(r"\b(?:đó|ấy|nọ)\b|\b(?:lúc|hồi|khi) nãy\b", re.IGNORECASE)
BARE = re.compile(
    r"^(?:ai|co quan nao|cap nao|trong bao lau|bao lau|mat bao lau|may ngay|khi nao|bao gio|bao nhieu|o dau|can cu|theo van ban nao|"
    r"dieu nao|gom nhung gi|ho so|can (?:nhung )?giay(?: to)? gi|can giay|giay gi|giay to|thu tuc|dieu kien|noi ngan hon|ngan gon hon|tom tat|vi sao|tai sao|"
    r"nop o dau|nop cho ai|gui (?:ho so |giay to )?(?:cho |den |toi |ve |di )*(?:nhung |cac )?(?:ai|dau|noi nao|co quan nao|don vi nao)|qua ai|truoc ngay nao|den khi nao|tu khi nao|may tien|bao nhieu tien|muc bao nhieu|con gi nua|"
    r"muc nao|van ban nao|quy dinh o dau|nop ho so|han)\b"
)
_BASIS = re.compile(
    r"\bcan cu\b|\bo (?:dau|muc nao|dieu nao|cho nao)\b|\bcho nao\b|\bdieu nao\b|\bvan ban nao\b|\bnguon nao\b|\btrich (?:nguyen van|dan)\b|\bnguyen van\b|\bmuc nao\b"
    r"|\b(?:thong tu|nghi dinh|quyet dinh|luat|nghi quyet|chi thi|ke hoach) (?:nao|gi|may|so may|so bao nhieu)\b"
)
# "Nằm ở mục nào trong Kế hoạch": the document is named, its matter is not.
_WHERE = re.compile(r"\b(?:muc|cho|phan|dieu|khoan|trang) nao\b")
_BASIS_WORDS = frozenset(
    [
        "quy",
        "dinh",
        "dung",
        "diem",
        "thong",
        "tu",
        "nghi",
        "quyet",
        "luat",
        "chi",
        "thi",
        "noi",
        "ghi",
        "o",
        "nguon",
        "khoan",
        "theo",
        "nay",
        "do",
        "viec",
        "nam",
        "cho",
    ]
)
# Asked again, to be answered more fully: the same question is all that can be said.
_AGAIN = re.compile(
    r"\b(?:nhac|doc|noi) lai\b|\b(?:cu the|chi tiet|ro|ky|day du|ro rang) (?:hon|them)\b|^(?:noi|giai thich) (?:ro|ky|cu the|chi tiet)\b"
)
# Another subject is announced: "À mà xã vùng sâu …", "Thôi chuyện đó để sau. …".
TURN = re.compile(
    r"^(?:à mà|mà này|tiện thể|nhân tiện|(?:(?:cho )?(?:hỏi|chuyển|qua|nói) )?(?:thêm |sang |qua )?(?:cái|chuyện|việc|vấn đề|câu) khác(?! nhau)"
    r"|thôi,? [^.:;?!]{0,24}(?:để sau|bỏ qua|không hỏi nữa))(?: (?:nhé|nha|đi|là|chút))*[\s,.:;!]+(?=\S)",
    re.IGNORECASE,
)
# The answer is doubted, and told again: "Có chắc không?", "Sao tôi nghe nói 22 ngày?".
_DOUBTS = re.compile(
    r"^(?:nhac|doc|noi) lai\b|^(?:co )?chac (?:chan )?(?:khong|chua|la)\b|^(?:nghe|thay|hinh nhu|tuong)\b|\b(?:nghe noi|nghe bao|nho la|nho khong lam|tuong la|thay bao|nguoi ta bao)\b"
    r"|\b(?:van|con) (?:vay|the|nhu vay|nhu the|nhu cu)(?: a| ha| khong| chu)*$"
)
_SHORTER = re.compile(r"\bngan (?:gon )?hon\b|\bngan gon\b|\btom tat\b|\bnoi ngan\b|\btom lai\b")
TIME = re.compile(
    r"\s*\b(?:(?:vào|trong|tại|từ|hồi|của)\s+)?(?:ngày \d{1,2}[/-]\d{1,2}[/-]\d{4}|(?:tháng \d{1,2}\s*(?:/|năm)\s*|năm )(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
NOW = re.compile(r"\b(?:bây giờ|hiện nay|hiện tại|hiện giờ|hôm nay|lúc này|nay|giờ)\b", re.IGNORECASE)
# Words of form, which are no subject: in the data file.
FORM = vocabulary()["form"]


def wants_basis(question: Question) -> bool:
    """Whether no more is asked than where the last answer stands: "Căn cứ ở đâu?", not "Tiền lấy ở đâu ra?"."""
    more = [w for w in question.asked[0] if w not in FORM | _BASIS_WORDS]
    return bool(_BASIS.search(question.folded)) and question.words_of_question <= 8 and not more


def asks_again(question: Question) -> bool:
    timed = TIME.search(question.spoken) or NOW.search(question.spoken)
    if not timed and question.words_of_question <= SHORT and _DOUBTS.search(question.folded.strip(" ?.!")):
        return not (question.bodies or question.places or question.documents)
    return bool(_AGAIN.search(question.folded)) and question.words_of_question <= 8


def wants_shorter(question: Question) -> bool:
    return bool(_SHORTER.search(question.folded)) and question.words_of_question <= 8


def leans(question: Question) -> bool:
    """Whether a question needs the one before: it opens or closes like one, or it asks without a subject."""
    folded = question.folded.strip(" ?.!")
    short = question.words_of_question <= 12
    if asks_again(question):
        return True
    if short and (_OPENS.match(folded) or CLOSES.search(folded)):
        return True
    if question.words_of_question <= 14 and (_POINTS.search(folded) or _BACK.search(question.spoken)):
        return True
    if question.words_of_question <= _NAMES and not question.asks and not question.documents:
        return True
    subject = [w for w in question.asked[0] if w not in FORM]
    return (
        question.words_of_question <= 9
        and (len(subject) <= 2 if BARE.match(folded) or wants_basis(question) else not subject)
        and not (question.bodies or question.places or question.unknown)
        and (not question.documents or bool(_WHERE.search(folded) and wants_basis(question)))
    )
