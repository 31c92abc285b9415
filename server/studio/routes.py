"""The studio's addresses: who may do what, readable from top to bottom."""

from starlette.routing import BaseRoute, Route

from server.studio import campaigns, door, edit, export, figures, people, share, upload
from server.studio.visit import acts, looks

POST = ["POST"]

ROUTES: list[BaseRoute] = [
    Route("/studio/login", door.login),
    Route("/studio/login", door.sign_in, methods=POST),
    Route("/studio/join", door.invited),
    Route("/studio/join", door.join, methods=POST),
    Route("/studio/logout", acts("viewer", door.sign_out), methods=POST),
    Route("/studio/language", acts("viewer", door.speak), methods=POST),
    Route("/studio/me", looks("viewer", door.me)),
    Route("/studio/me", acts("viewer", door.change_password), methods=POST),
    Route("/studio/people", looks("owner", people.people)),
    Route("/studio/people/invite", acts("owner", people.invite), methods=POST),
    Route("/studio/people/change", acts("owner", people.change), methods=POST),
    Route("/studio", looks("viewer", campaigns.list_all)),
    Route("/studio/new", acts("editor", campaigns.create), methods=POST),
    Route("/studio/c/{slug}", looks("viewer", edit.edit)),
    Route("/studio/c/{slug}", acts("editor", edit.save), methods=POST),
    Route("/studio/c/{slug}/check", acts("editor", edit.check), methods=POST),
    Route("/studio/c/{slug}/preview", looks("viewer", edit.preview)),
    Route("/studio/c/{slug}/preview", acts("editor", edit.try_out), methods=POST),
    Route("/studio/c/{slug}/assets", acts("editor", upload.upload), methods=POST),
    Route("/studio/c/{slug}/assets/out", acts("editor", upload.take_out), methods=POST),
    Route("/studio/c/{slug}/assets/{sha256}/{name}", looks("viewer", edit.asset)),
    Route("/studio/figures", looks("viewer", figures.choose)),
    Route("/studio/c/{slug}/figures", looks("viewer", figures.show)),
    Route("/studio/c/{slug}/figures.csv", looks("viewer", figures.export)),
    Route("/studio/c/{slug}/share", looks("viewer", share.share)),
    Route("/studio/c/{slug}/qr.svg", looks("viewer", share.qr)),
    Route("/studio/c/{slug}/site.zip", looks("editor", export.download)),
    Route("/studio/c/{slug}/publish", acts("editor", share.publish), methods=POST),
    Route("/studio/c/{slug}/unpublish", acts("editor", share.unpublish), methods=POST),
    Route("/studio/c/{slug}/undo", acts("editor", share.undo), methods=POST),
    Route("/studio/c/{slug}/duplicate", acts("editor", campaigns.duplicate), methods=POST),
    Route("/studio/c/{slug}/archive", acts("editor", campaigns.archive), methods=POST),
]
