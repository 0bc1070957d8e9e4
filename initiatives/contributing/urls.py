from django.urls import path

from initiatives.contributing import views

app_name = "contributing"
urlpatterns = [
    path("initiativ/ny/", views.new, name="new"),
    path("initiativ/ny/liknande/", views.alike, name="alike"),
    path("initiativ/mina/", views.mine, name="mine"),
    path("initiativ/andringar/<int:pk>/", views.change, name="change"),
    path("initiativ/andringar/<int:pk>/steg/<slug:key>/", views.step, name="step"),
    path("initiativ/andringar/<int:pk>/steg/<slug:key>/valj/", views.settle, name="settle"),
    path("initiativ/andringar/<int:pk>/spara/", views.autosave, name="autosave"),
    path("initiativ/andringar/<int:pk>/skicka/", views.send, name="send"),
    path("initiativ/andringar/<int:pk>/ta-tillbaka/", views.take_back, name="take_back"),
    path("initiativ/andringar/<int:pk>/ta-bort/", views.remove, name="remove"),
    path("initiativ/andringar/<int:pk>/avgor/", views.decide, name="decide"),
    path("initiativ/<slug:slug>/andra/", views.begin_change, name="begin_change"),
    path("initiativ/<slug:slug>/versioner/", views.versions, name="versions"),
    path("initiativ/<slug:slug>/versioner/<int:number>/", views.version, name="version"),
    path("initiativ/<slug:slug>/historik/", views.history, name="history"),
    path("initiativ/<slug:slug>/begar-granskning/", views.request_review, name="request_review"),
    path("initiativ/<slug:slug>/avpublicera/", views.withdraw, name="withdraw"),
    path("initiativ/<slug:slug>/publicera-igen/", views.bring_back, name="bring_back"),
    path("granskning/", views.queue, name="queue"),
    path("granskning/<int:pk>/", views.review, name="review"),
]
