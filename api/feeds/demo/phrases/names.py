"""Languages in which groups have a name and nothing more: nobody has checked more."""

from api.feeds.demo.phrases.table import Phrases
from api.feeds.demo.seeds import Form

ARABIC = Phrases(
    language="ar",
    topics={"anxiety": "القلق", "bereavement": "الحزن والفقدان", "depression": "الاكتئاب"},
    forms={Form.CIRCLE: "حلقة دعم", Form.GATHERING: "لقاء"},
    named="{form}: {topic} - {place}",
    online="عبر الإنترنت",
    by_phone="عبر الهاتف",
    notice="دعم الأقران ليس علاجًا ولا خدمة طوارئ.",
)
THAI = Phrases(
    language="th",
    topics={"anxiety": "ความวิตกกังวล", "caregiving": "ผู้ดูแล", "depression": "ภาวะซึมเศร้า"},
    forms={Form.CIRCLE: "วงสนทนา", Form.GATHERING: "กลุ่มพบปะ"},
    named="{form}: {topic} {place}",
    online="ออนไลน์",
    by_phone="ทางโทรศัพท์",
    notice="การสนับสนุนจากเพื่อนไม่ใช่การบำบัดและไม่ใช่บริการฉุกเฉิน",
)
