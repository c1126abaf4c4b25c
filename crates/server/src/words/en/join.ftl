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
