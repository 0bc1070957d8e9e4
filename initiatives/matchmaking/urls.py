from django.urls import path

from initiatives.matchmaking import views

app_name = "matchmaking"
urlpatterns = [
    # On an entry
    path("initiativ/<slug:slug>/gor-detsamma/", views.adopt, name="adopt"),
    path("initiativ/<slug:slug>/soker-samarbete/", views.seek, name="seek"),
    path("initiativ/<slug:slug>/inspiration/", views.inspiration, name="inspiration"),
    path("initiativ/<slug:slug>/inspiration/ta-bort/", views.inspiration_remove, name="inspiration_remove"),
    path("initiativ/<slug:slug>/kontakt/", views.ask_about_entry, name="ask_about_entry"),
    path("samarbete/anvandning/<int:pk>/erfarenheter/", views.experience, name="experience"),
    # Notices
    path("samarbete/", views.notice_list, name="notices"),
    path("samarbete/ny/", views.notice_new, name="notice_new"),
    path("samarbete/<int:pk>/", views.notice, name="notice"),
    path("samarbete/<int:pk>/andra/", views.notice_edit, name="notice_edit"),
    path("samarbete/<int:pk>/avsluta/", views.notice_close, name="notice_close"),
    path("samarbete/<int:pk>/kontakt/", views.ask_about_notice, name="ask_about_notice"),
    # Contacts
    path("samarbete/kontakter/", views.contact_list, name="contacts"),
    path("samarbete/kontakter/<int:pk>/", views.contact, name="contact"),
    path("samarbete/kontakter/<int:pk>/svara/", views.contact_answer, name="contact_answer"),
    path("samarbete/kontakter/<int:pk>/skriv/", views.contact_write, name="contact_write"),
    path("samarbete/kontakter/<int:pk>/avsluta/", views.contact_close, name="contact_close"),
    # Abuse
    path("samarbete/<int:pk>/anmal/", views.report_text, {"kind": "notice"}, name="report_notice"),
    path("samarbete/anvandning/<int:pk>/anmal/", views.report_text, {"kind": "adoption"}, name="report_adoption"),
    path("samarbete/erfarenheter/<int:pk>/anmal/", views.report_text, {"kind": "note"}, name="report_note"),
    path("samarbete/meddelanden/<int:pk>/anmal/", views.report_message, name="report_message"),
    path("samarbete/anmalningar/", views.report_list, name="reports"),
    path("samarbete/anmalningar/<int:pk>/", views.report, name="report"),
]
