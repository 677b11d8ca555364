"""How Streamlit is told who is there: headers that only the guard may set, which `st.user` then shows."""

#: Names of the headers, as .streamlit/config.toml lists them in `server.trustedUserHeaders`.
ACCOUNT, ADDRESS, SESSION = "x-kandejian-account", "x-kandejian-address", "x-kandejian-session"
#: Header → what `st.user` calls its value.
SHOWN_AS = {ACCOUNT: "account", ADDRESS: "address", SESSION: "session"}
OPTION = "server.trustedUserHeaders"
#: What `st.user` asks in a run; tests and measurements without a guard put their own in its place.
USER_MODULE, USER_FUNCTION = "streamlit.user_info", "_get_user_info"
