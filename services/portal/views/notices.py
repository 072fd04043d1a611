"""What is said once, at the top of the next page, after an act. The browser carries only the key."""

from __future__ import annotations

from collections.abc import Mapping

from chassis.domain import Text, msg

NOTICES: Mapping[str, Text] = {
    "signed_out": msg("Vous êtes déconnecté."),
    "sign_in_failed": msg("La connexion n’a pas abouti. Réessayez ; si cela dure, prévenez votre mairie."),
    "acting": msg("Vous agissez maintenant pour cette collectivité."),
    "saved": msg("Le brouillon est enregistré. Votre collectivité seule le voit."),
    "submitted": msg("Le projet est déposé et la décision proposée se lit ci-dessous."),
    "awaiting": msg("Le projet est déposé. Les communes invitées doivent encore confirmer."),
    "confirmed": msg("Votre commune participe au projet."),
    "declined": msg("Votre commune ne participe pas au projet."),
    "accepted": msg("La décision est acceptée par délibération. Le projet est maintenant public."),
    "contested": msg("La contestation est enregistrée. La conciliation peut commencer."),
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
}
