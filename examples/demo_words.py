"""Names and sentences of the made-up quarter in demo_desk: nobody of this name wrote any of it."""

#: Language -> given names.
NAMES = {
    "en": [
        "Alice",
        "Ben",
        "Clara",
        "Daniel",
        "Emma",
        "Frank",
        "Grace",
        "Harry",
        "Iris",
        "Jack",
        "Kate",
        "Leo",
    ],
    "pl": [
        "Agata",
        "Bartek",
        "Celina",
        "Dawid",
        "Ewelina",
        "Filip",
        "Grażyna",
        "Hubert",
        "Iwona",
        "Jakub",
        "Kinga",
        "Lech",
    ],
    "ru": [
        "Алина",
        "Борис",
        "Вера",
        "Глеб",
        "Дарья",
        "Егор",
        "Жанна",
        "Захар",
        "Инна",
        "Кирилл",
        "Лариса",
        "Матвей",
    ],
    "he": ["אביגיל", "ברק", "גילה", "דן", "הדס", "זיו", "חנה", "טל", "יעל", "ליאור", "מאיה", "נועם"],
}
#: Language -> what stands before the @ of their addresses.
LATIN = {
    "en": [name.lower() for name in NAMES["en"]],
    "pl": [
        "agata",
        "bartek",
        "celina",
        "dawid",
        "ewelina",
        "filip",
        "grazyna",
        "hubert",
        "iwona",
        "jakub",
        "kinga",
        "lech",
    ],
    "ru": [
        "alina",
        "boris",
        "vera",
        "gleb",
        "darya",
        "egor",
        "zhanna",
        "zakhar",
        "inna",
        "kirill",
        "larisa",
        "matvey",
    ],
    "he": ["avigail", "barak", "gila", "dan", "hadas", "ziv", "hana", "tal", "yael", "lior", "maya", "noam"],
}
ZONES = {"en": "Europe/London", "pl": "Europe/Warsaw", "ru": "Europe/Moscow", "he": "Asia/Jerusalem"}

#: Reason -> what people write, by language; English where a language has no text of its own.
CLAIMS = {
    "price_error": {
        "en": "I paid the price on your page. An hour later you tell me that it was a mistake.",
        "pl": "Zapłaciłem cenę z waszej strony. Godzinę później piszecie, że to pomyłka.",
        "ru": "Я заплатил цену с вашей страницы. Через час вы пишете, что это ошибка.",
        "he": "שילמתי את המחיר שבדף שלכם. שעה אחר כך אתם אומרים שזו טעות.",
    },
    "promo_terms": {
        "en": "The banner promised 300 for the next order. Only at the checkout I read: from 1,500.",
        "pl": "Baner obiecywał 300 na następne zakupy. Dopiero w koszyku przeczytałam, że od 1500.",
        "ru": "На баннере обещали 300 на следующий заказ. Только в корзине я прочла: от 1500.",
        "he": "הבאנר הבטיח 300 להזמנה הבאה. רק בקופה קראתי: החל מ-1,500.",
    },
    "out_of_stock": {
        "en": "It said “in stock”. Two days after I paid you write that there is none.",
        "pl": "Było napisane „dostępny”. Dwa dni po zapłacie piszecie, że go nie ma.",
        "ru": "Было написано «в наличии». Через два дня после оплаты вы пишете, что товара нет.",
        "he": "היה כתוב „במלאי”. יומיים אחרי ששילמתי אתם כותבים שאין.",
    },
    "delivery_terms": {
        "en": "At the pickup point I was told that I cannot look into the parcel before I pay.",
        "pl": "W punkcie odbioru dowiedziałem się, że nie obejrzę paczki przed zapłatą.",
        "ru": "В пункте выдачи сказали, что до оплаты посмотреть посылку нельзя.",
        "he": "בנקודת האיסוף אמרו לי שאי אפשר להסתכל בחבילה לפני התשלום.",
    },
    "unwanted_contact": {
        "en": "Your call centre rang at three in the morning to confirm an order that was paid.",
        "pl": "Państwa infolinia zadzwoniła o trzeciej w nocy, żeby potwierdzić opłacone zamówienie.",
        "ru": "Ваш оператор позвонил в три часа ночи, чтобы подтвердить оплаченный заказ.",
        "he": "המוקד שלכם התקשר בשלוש לפנות בוקר כדי לאשר הזמנה ששולמה.",
    },
    "damaged_in_transit": {"en": "The box was crushed, and what was in it came in pieces."},
    "damaged_parcel_intact": {"en": "The parcel was whole, the thing inside has a long crack."},
    "not_as_described": {"en": "The colour is another one than on your photo, and it is much smaller."},
    "item_not_received": {"en": "Tracking has said the same for nine days. Nothing came."},
    "arrived_late": {"en": "It was a present. It came a day after the birthday."},
    "missing_parts": {"en": "There is one cup in the box, not two."},
    "defective": {"en": "It does not switch on. I tried three sockets."},
    "wrong_item": {"en": "You sent me something that somebody else must be missing now."},
    "off_platform_charge": {"en": "The courier wanted 500 in cash before he let go of the parcel."},
    "other": {"en": "The invoice carries a wrong name, and nobody has answered my two calls."},
}
GRANTED = (
    "The mistake is ours, and we are sorry. You get what you asked for today.",
    "Thank you for writing. We put it right at once.",
    "You are right. It is on its way, and we have told the colleagues who pack.",
)
OFFERED = (
    "We are sorry. Please choose what suits you best; whatever you choose is done today.",
    "The mistake is ours. Here is what we can do at once.",
)
REFUSED = (
    "We looked at the photos of that morning and cannot see the damage you describe.",
    "The page showed the size beside the photo. We understand that you are disappointed.",
)
WAITING = (
    "We have asked the carrier where the parcel is and expect an answer by then.",
    "The workshop is looking at it; they tell us what they found by that day.",
)
ASKED = "Please tell us which of the two it is, or send a photo of the label."
ANSWERED = "It is the larger one; the label says 2."
MORE = ("Is there any news?", "I would rather have my money back soon.", "Thank you for your patience.")
COUNTERED = "This is what it cost me to buy it elsewhere."
JUDGED = (
    "I read everything again. The page did not say it clearly, so the claim is right.",
    "The photos and the page agree with each other; the goods are what was promised.",
)
RETRACTED = "I found it behind the flower pot. I am sorry."
COMMENTS = (
    "Something went wrong, and they made it right within a day.",
    "It took two calls, but in the end it was fair.",
    "I will not order here again.",
    "",
)
QUESTIONS = {
    "delivery": "Do you deliver on a Saturday, and can I look into the parcel before I pay?",
    "orders": "I typed the wrong street. Can you still change it?",
    "products": "Does the lamp come with a bulb?",
    "other": "Do you sell certificates on paper?",
}
REPLIES = {
    "delivery": "Yes, on Saturdays until 14:00, and you can look into it first.",
    "orders": "It has not left yet; the new street is noted.",
    "products": "Yes, a warm white one, and a spare.",
    "other": "Yes; we print them and send them with the order.",
}
