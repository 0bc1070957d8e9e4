from django.urls import path

from barnratt.accounts import sign_in_views, views

app_name = "accounts"
urlpatterns = [
    path("", views.account, name="account"),
    path("mina-uppgifter/", views.export, name="export"),
    path("ta-bort/", views.erase, name="erase"),
    path("sessioner/", sign_in_views.sessions, name="sessions"),
    path("sessioner/<int:pk>/logga-ut/", sign_in_views.session_end, name="session_end"),
    path("inloggningar/<int:pk>/ta-bort/", sign_in_views.identity_provider_remove, name="identity_provider_remove"),
    path("demo/", views.demo, name="demo"),
    path("demo/utkorg/", views.demo_outbox, name="demo_outbox"),
    path("organisationer/", views.organisations, name="organisations"),
    path("organisationer/<slug:key>/domaner/", views.email_domains, name="email_domains"),
    path("medlemmar/<slug:key>/", views.member_list, name="members"),
    path("medlemskap/<int:pk>/avsluta/", views.membership_end, name="membership_end"),
    path("inbjudan/<str:token>/", views.invitation, name="invitation"),
    path("inbjudningar/<int:pk>/ta-tillbaka/", views.invitation_withdraw, name="invitation_withdraw"),
    path("ga-med/<str:token>/", views.join, name="join"),
    path("begaran/<int:pk>/", views.join_request, name="join_request"),
    path("begaran/<int:pk>/ta-tillbaka/", views.join_request_withdraw, name="join_request_withdraw"),
]
