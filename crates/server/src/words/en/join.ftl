# Signing in and joining.
join-enter-title = Sign in
join-handle = Your handle
join-secret = Your secret
join-enter-how = Whoever has no way in yet asks a member for an invitation link. Whoever runs this server finds a link in its terminal.
join-title = Welcome to { $commons }
join-invited = { $by } invites you as { $name }. Choose a secret: it unlocks the key that signs what you do here. Nobody can read it, and nobody can give you another one if you forget it.
join-entry = This link lets you in as { $name }, once.
join-new-secret = Your new secret
join-secret-hint = At least { $count } characters. A few words that belong to you alone are easy to keep in mind.
join-join = Join
join-go-in = Go in

# What is signed in the browser.
join-sign-title = Sign this?
join-sign-sign = Sign
join-sign-refused = This was not saved: { $refused }
join-sign-failed = This could not be done. Nothing was saved; try again.
join-sign-differs = This page is too old to sign with, or the server prepared something else. Nothing was signed; load the page again.
join-sign-kept = The key that this browser keeps: { $author }
join-sign-without = Your key is kept in your browser, and only a script can sign with it. Allow scripts on this site to do anything here; to read, none are needed.
join-sign-absent = The key you sign with is kept in another browser. Here you can read; to do something, go to the browser where you joined.
