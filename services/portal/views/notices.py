"""What is said once, at the top of the next page, after an act. The browser carries only the key."""

from __future__ import annotations

from collections.abc import Mapping

from chassis.domain import Text, msg

NOTICES: Mapping[str, Text] = {
    "signed_out": msg("Vous êtes déconnecté."),
    "name_erased": msg("Votre nom est effacé, et vos connexions sont fermées sur toutes les machines."),
    "signed_out_everywhere": msg("Vous êtes déconnecté sur tous vos appareils."),
    "kept_form_gone": msg("La saisie gardée est effacée."),
    "sign_in_failed": msg("La connexion n’a pas abouti. Réessayez ; si cela dure, prévenez votre mairie."),
    "acting": msg("Vous agissez maintenant pour cette collectivité."),
    "saved": msg("Le brouillon est enregistré. Votre collectivité seule le voit."),
    "amended": msg("Le projet est corrigé. La conciliation en tiendra compte."),
    "submitted": msg("Le projet est déposé et la décision proposée se lit ci-dessous."),
    "awaiting": msg("Le projet est déposé. Les communes invitées doivent encore confirmer."),
    "confirmed": msg("Votre commune participe au projet."),
    "declined": msg("Votre commune ne participe pas au projet."),
    "accepted": msg("L’acceptation est enregistrée. La décision est définitive quand chacun s’est exprimé."),
    "opinion_given_on_decision": msg("Votre réponse est enregistrée."),
    "contested": msg("La contestation est enregistrée. La conciliation peut commencer."),
    "convened": msg("La conciliation est réunie. Chaque contestation y recevra sa réponse."),
    "concluded": msg("La conciliation est conclue et une nouvelle décision est proposée."),
    "offered": msg(
        "La proposition est faite. Vous portez le projet tant que l’autre conseil n’a pas accepté."
    ),
    "offer_withdrawn": msg("La proposition est retirée. Votre collectivité continue de porter le projet."),
    "offer_taken": msg("Votre accord est enregistré. Le porteur actuel transmet maintenant le projet."),
    "wished": msg("Votre demande est enregistrée. Rien ne change tant que le porteur n’a pas dit oui."),
    "wish_withdrawn": msg("Votre demande est retirée."),
    "wish_declined": msg("Votre réponse est enregistrée. Votre collectivité continue de porter le projet."),
    "evaluated": msg("Le bilan est enregistré."),
    "withdrawn": msg("Le projet est retiré."),
    "reserved": msg("Les jours sont réservés."),
    "released": msg("La réservation est annulée, les jours sont de nouveau libres."),
    "lines_saved": msg("Le plan de financement est enregistré."),
    "fund_requested": msg("Le fonds de concours est demandé."),
    "fund_granted": msg("Le fonds de concours est accordé."),
    "fund_refused": msg("Le refus est enregistré."),
    "paid": msg("Le versement est enregistré."),
    "applied": msg("La candidature est déposée."),
    "interests_declared": msg("Votre déclaration est enregistrée."),
    "application_withdrawn": msg("La candidature est retirée."),
    "request_withdrawn": msg("La demande de jours est retirée."),
    "marked": msg("Vos notes sont enregistrées."),
    "opinion_given": msg("L’avis est enregistré."),
    "decided": msg("La décision du comité est enregistrée."),
    "charter_saved": msg("Le brouillon de charte est enregistré. Simulez-le avant le vote."),
    "charter_to_vote": msg("La charte est soumise au vote. Son texte ne change plus."),
    "charter_adopted": msg("L’adoption est enregistrée. Les décisions prises avant gardent leur version."),
    "charter_withdrawn": msg("Le texte est retiré. Il reste lisible parmi les versions."),
    "holding_recorded": msg("La ligne est inscrite au registre."),
    "holding_ended": msg("La ligne a maintenant un dernier jour."),
    "holding_removed": msg("La ligne est retirée. L’historique la garde."),
    "principle_proposed": msg("Le principe est proposé. Il n’oblige personne."),
    "principle_adopted": msg("L’adoption du principe est enregistrée."),
    "role_lent": msg("Votre rôle est confié. Vous pouvez le reprendre à tout moment."),
    "role_taken_back": msg("Le rôle est repris. Cette personne n’agit plus à ce titre."),
    "role_given_back": msg("Le rôle est rendu. Vous n’agissez plus à ce titre."),
    "principle_withdrawn": msg("Le principe est retiré."),
}
