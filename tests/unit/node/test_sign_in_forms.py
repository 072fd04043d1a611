"""The forms that a sign-in meets are found among the others and filled in."""

from node.sign_in import Pkce, expected_form, filled

PASSWORD_PAGE = """
<form action="/search"><input name="q" value=""></form>
<form action="/auth/password" method="post">
  <input type="hidden" name="csrf_token" value="t0ken">
  <input type="password" name="password">
  <input type="checkbox" name="remember" value="y">
  <button type="submit">Continuer</button>
</form>
"""

CONSENT_PAGE = """
<form action="/oauth/authorize?x=1" method="post">
  <input type="hidden" name="csrf_token" value="t0ken">
  <button name="answer" value="deny">Refuser</button>
  <button name="answer" value="accept">Accepter</button>
</form>
"""


def test_the_password_goes_into_its_form_with_the_hidden_fields() -> None:
    form = expected_form(PASSWORD_PAGE)
    assert form is not None
    assert form.action == "/auth/password"
    assert filled(form, "maire.loos", "secret") == {"csrf_token": "t0ken", "password": "secret"}


def test_a_consent_is_given() -> None:
    form = expected_form(CONSENT_PAGE)
    assert form is not None
    assert filled(form, "maire.loos", "secret") == {"csrf_token": "t0ken", "answer": "accept"}


def test_a_page_without_such_a_form_asks_for_nothing() -> None:
    assert expected_form("<form action='/search'><input name='q'></form>") is None


def test_the_pkce_challenge_is_the_one_of_the_standard() -> None:
    known = Pkce("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert known.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # RFC 7636, appendix B
