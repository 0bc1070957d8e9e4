from django.contrib.auth import views as auth
from django.urls import path

from barnratt.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.account, name="account"),
    path(
        "logga-in/",
        auth.LoginView.as_view(template_name="accounts/sign_in.html", redirect_authenticated_user=True),
        name="sign_in",
    ),
    path("logga-ut/", auth.LogoutView.as_view(), name="sign_out"),
    path("demo/", views.demo, name="demo"),
    path("medlemmar/<slug:key>/", views.member_list, name="members"),
    path("inbjudan/<str:token>/", views.invitation, name="invitation"),
    path("inbjudningar/<int:pk>/ta-tillbaka/", views.invitation_withdraw, name="invitation_withdraw"),
    path("demo/utkorg/", views.demo_outbox, name="demo_outbox"),
    path("medlemskap/<int:pk>/avsluta/", views.membership_end, name="membership_end"),
]
