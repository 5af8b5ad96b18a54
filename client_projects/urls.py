"""Addresses of client projects."""

from django.urls import path, re_path

from client_projects import views

urlpatterns = [
    # Outside of projects: whoever opens these has no account's session yet.
    path("entree/", views.contact_ask, name="contact_ask"),
    path("entree/code/", views.contact_code, name="contact_code"),
    path("entree/lien/<str:token>/", views.contact_access, name="contact_access"),
    path("projets/", views.project_list, name="client_project_list"),
    path("projets/ouvrir/", views.project_open, name="project_open"),
    path("projets/versions/<int:version_id>/fichier/", views.version_file, name="version_file"),
    path("projets/versions/<int:version_id>/montrer/", views.version_share, name="version_share"),
    path("projets/<slug:slug>/", views.project, name="client_project"),
    path("projets/<slug:slug>/reglages/", views.project_settings, name="project_settings"),
    path("projets/<slug:slug>/dates/", views.project_dates, name="project_dates"),
    path("projets/<slug:slug>/equipe/", views.team_change, name="team_change"),
    path("projets/<slug:slug>/contacts/", views.contact_change, name="contact_change"),
    path("projets/<slug:slug>/convention/", views.project_convention, name="project_convention"),
    path("projets/<slug:slug>/archiver/", views.project_archive, name="project_archive"),
    path("projets/<slug:slug>/transmettre/", views.project_hand_on, name="project_hand_on"),
    path("projets/<slug:slug>/a-decider/<int:version_id>/", views.version_decision, name="version_decision"),
    path("projets/<slug:slug>/a-decider/<int:version_id>/preuve/", views.version_proof, name="version_proof"),
    path("projets/<slug:slug>/reserves/", views.reservation_list, name="reservation_list"),
    path("projets/reserves/<int:reservation_id>/peser/", views.reservation_weigh, name="reservation_weigh"),
    path("projets/reserves/<int:reservation_id>/corrigee/", views.reservation_fix, name="reservation_fix"),
    path(
        "projets/reserves/<int:reservation_id>/repondre/", views.reservation_answer, name="reservation_answer"
    ),
    path("guide-client/", views.client_guide, name="client_guide"),
    path("projets/<slug:slug>/recette/", views.acceptance, name="acceptance"),
    path("projets/<slug:slug>/recette/signer/", views.acceptance_sign, name="acceptance_sign"),
    path("projets/<slug:slug>/recette/ouvrir/", views.test_run_open, name="test_run_open"),
    path("projets/<slug:slug>/recette/proposer/", views.test_run_offer, name="test_run_offer"),
    path("projets/<slug:slug>/recette/points/ajouter/", views.test_item_add, name="test_item_add"),
    path("projets/<slug:slug>/recette/points/usuels/", views.test_items_propose, name="test_items_propose"),
    path(
        "projets/<slug:slug>/recette/points/<int:item_id>/retirer/",
        views.test_item_remove,
        name="test_item_remove",
    ),
    path("projets/<slug:slug>/recette/points/<int:item_id>/repondre/", views.test_answer, name="test_answer"),
    path("projets/<slug:slug>/recette/photos/<int:answer_id>/", views.test_photo, name="test_photo"),
    path("projets/<slug:slug>/papiers/<int:paper_id>/", views.paper, name="paper"),
    path("projets/<slug:slug>/papiers/<int:paper_id>/pdf/", views.paper_pdf, name="paper_pdf"),
    path("projets/<slug:slug>/papiers/rediger/<slug:kind>/", views.paper_draw_up, name="paper_draw_up"),
    path("projets/<slug:slug>/listes/<slug:kind>/", views.checklist, name="checklist"),
    path("projets/<slug:slug>/listes/<slug:kind>/commencer/", views.checklist_start, name="checklist_start"),
    path(
        "projets/<slug:slug>/listes/lignes/<int:item_id>/cocher/", views.checklist_tick, name="checklist_tick"
    ),
    path("projets/<slug:slug>/etapes/<slug:code>/commencer/", views.milestone_start, name="milestone_start"),
    path("projets/<slug:slug>/etapes/<slug:code>/terminer/", views.milestone_finish, name="milestone_finish"),
    path("projets/<slug:slug>/livrables/ajouter/", views.deliverable_add, name="deliverable_add"),
    path(
        "projets/<slug:slug>/livrables/<int:deliverable_id>/deposer/",
        views.version_hand_in,
        name="version_hand_in",
    ),
    path("projets/<slug:slug>/site/", views.site_versions, name="site_versions"),
    path("projets/<slug:slug>/site/cle-git/", views.git_token_make, name="git_token_make"),
    path("projets/<slug:slug>/site/cle-git/terminer/", views.git_token_revoke, name="git_token_revoke"),
    path("projets/<slug:slug>/site/<int:number>/", views.site_version, name="site_version"),
    path("projets/<slug:slug>/site/<int:number>/visiter/", views.site_open, name="site_open"),
    path("projets/images-du-site/<int:picture_id>/", views.site_picture, name="site_picture"),
    # Under the name of the previews alone: the token is the key, and a site has addresses of its own below it.
    re_path(r"^apercu-site/(?P<token>[^/]+)/(?P<path>.*)$", views.site_preview, name="site_preview"),
    re_path(
        r"^projets/(?P<slug>[-\w]+)/depot\.git/(?P<what>|info/refs|git-receive-pack|git-upload-pack)$",
        views.git_repository,
        name="git_repository",
    ),
    path("projets/<slug:slug>/tableau/", views.board, name="board"),
    path("projets/<slug:slug>/tableau/ajouter/", views.ticket_add, name="ticket_add"),
    path("projets/<slug:slug>/tableau/<int:number>/", views.ticket, name="ticket"),
    path("projets/<slug:slug>/tableau/<int:number>/modifier/", views.ticket_change, name="ticket_change"),
    path("projets/<slug:slug>/tableau/<int:number>/deplacer/", views.ticket_move, name="ticket_move"),
    path("projets/<slug:slug>/tableau/<int:number>/ma-part/", views.ticket_part, name="ticket_part"),
    path("projets/<slug:slug>/tableau/<int:number>/message/", views.ticket_comment, name="ticket_comment"),
    path("projets/<slug:slug>/tableau/<int:number>/avis/", views.ticket_review, name="ticket_review"),
    path("projets/<slug:slug>/tableau/<int:number>/reprendre/", views.ticket_reopen, name="ticket_reopen"),
    path("projets/<slug:slug>/remarques/", views.remarks, name="remarks"),
    path("projets/<slug:slug>/remarques/ajouter/", views.remark_add, name="remark_add"),
    path(
        "projets/<slug:slug>/remarques/versions/<int:version_id>/",
        views.version_remarks,
        name="version_remarks",
    ),
    path("projets/<slug:slug>/remarques/<int:remark_id>/", views.remark, name="remark"),
    path("projets/<slug:slug>/remarques/<int:remark_id>/trier/", views.remark_sort, name="remark_sort"),
    path(
        "projets/<slug:slug>/remarques/<int:remark_id>/message/", views.remark_message, name="remark_message"
    ),
    path("projets/<slug:slug>/remarques/<int:remark_id>/note/", views.remark_note, name="remark_note"),
    path("projets/<slug:slug>/remarques/<int:remark_id>/rouvrir/", views.remark_reopen, name="remark_reopen"),
    path(
        "projets/<slug:slug>/remarques/entre-nous/<int:remark_id>/regler/",
        views.team_remark_solve,
        name="team_remark_solve",
    ),
]
