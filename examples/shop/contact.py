"""How people reach this shop: topics with their owners, hours, and what is asked often, in four languages."""

from flask import Blueprint, render_template

bp = Blueprint("contact", __name__)

SETTINGS = {
    "AMENDS_TIME_ZONE": "Europe/Moscow",
    "AMENDS_CONTACT_TOPICS": {
        "claims": {"owner": "Anna"},
        "orders": {"owner": "Anna"},
        "delivery": {"owner": "Boris"},
        "products": {"owner": "Boris"},
    },
    "AMENDS_CONTACT_PHONE": "+7 495 000-00-00",
    "AMENDS_CONTACT_HOURS": {"mon-fri": "10:00-19:00", "sat": "11:00-16:00"},
    "AMENDS_HOLIDAYS": ["01-01", "01-02", "01-07", "05-01", "05-09"],
    "AMENDS_FAQ": [
        {
            "topic": "delivery",
            "question": {
                "en": "When will my order arrive?",
                "pl": "Kiedy dotrze moje zamówienie?",
                "ru": "Когда придёт мой заказ?",
                "he": "מתי תגיע ההזמנה?",
            },
            "answer": {
                "en": "Our own courier comes within two days, the carrier within five.",
                "pl": "Nasz kurier przyjeżdża w ciągu dwóch dni, przewoźnik w ciągu pięciu.",
                "ru": "Наш курьер приезжает в течение двух дней, служба доставки — в течение пяти.",
                "he": "השליח שלנו מגיע תוך יומיים, חברת המשלוחים תוך חמישה ימים.",
            },
        },
        {
            "topic": "orders",
            "question": {
                "en": "Can I still change my order?",
                "pl": "Czy mogę jeszcze zmienić zamówienie?",
                "ru": "Можно ли ещё изменить заказ?",
                "he": "אפשר עוד לשנות את ההזמנה?",
            },
            "answer": {
                "en": "Until it is handed to the courier. Write to us with its number.",
                "pl": "Do chwili przekazania kurierowi. Napisz do nas, podając numer.",
                "ru": "Да, пока он не передан курьеру. Напишите нам и укажите номер.",
                "he": "כן, עד שהיא נמסרת לשליח. כתבו לנו וציינו את המספר.",
            },
        },
    ],
}


@bp.get("/contact")
def card():
    """The tab in which people look for us (T3)."""
    return render_template("contact.html")
