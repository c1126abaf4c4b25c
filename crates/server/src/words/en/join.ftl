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

# Ways in beside a secret.
join-ways = Or without a secret
join-way-script = This needs scripts, which are off in this browser.
join-way-refused = This was refused: { $refused }
join-way-failed = This could not be done. Try again, or choose another way.
join-passkey-title = Passkey
join-passkey-what = With a passkey you sign in by the lock of your phone or computer: a finger, a face, a number. There is nothing to keep in mind. If your device computes no key with it, this server keeps yours under a key of its own, and whoever has all its files could sign for you; your list of ways in says which it is.
join-passkey-enter = Sign in with a passkey
join-passkey-make = Make a passkey
join-passkey-name = What to call it
join-passkey-added = The passkey was added.
join-passkey-stopped = Nothing was shown: it was cancelled, took too long, or this device has no passkey for this, or has one already.
join-passkey-by-name = Passkeys need a name in the address: open this page at localhost
join-passkey-nowhere = This server is reached by a number, and passkeys need a name. Whoever runs it gives it one with --origin.
join-key-title = A key that stays in this browser
join-key-what = Your key can be made in this browser and never leave it: the server cannot sign for you at all. But you can act only here, and if this browser forgets it (its data is cleared, the device is lost), somebody has to invite you anew.
join-key-ends = Your secret, passkeys, other sign-ins and tokens for programs end with it.
join-key-is = Your key is kept in this browser, or another one of yours. The server cannot sign for you.
join-key-enter = Sign in with the key of this browser
join-key-make = Make a key in this browser
join-keys-title = Another way in
join-keys-all = All your keys, and where you are signed in
join-journal-title = Keys that sign for you
join-journal-what = The journal takes what any of these signs as yours. Revoke those that you no longer use.
join-journal-own = the one you use now
join-journal-revoke = Revoke
join-journal-in-use = this is the key that you are signed in with; sign in with another one first

# Inviting somebody.
join-invite-title = Invite somebody
join-invite-what = Whoever you invite gets a link from you, by whatever way you trust. It lets them in once, within seven days; they choose a secret and are a member from then on.
join-invite-name = Their name
join-invite-handle = Their short name
join-invite-handle-hint = It stands for them in addresses and is never changed. If it stays empty it is made from the name. Somebody who is listed here and never came in is invited by the short name they have.
join-invite-role = A role from the beginning
join-invite-no-role = None
join-invite-make = Make the link
join-invite-made = The link is made
join-invite-give = Give this link to { $name }, and to nobody else: whoever opens it first is { $name } here.
join-invite-link = Invitation link
join-invite-once = It is shown only now. If it is lost, withdraw it and invite them by another short name.
join-invite-another = Invite somebody else
join-invite-shown = This link was shown already, or never made. Links are shown once.
join-invite-mine = Invitations that wait
join-invite-who = For whom
join-invite-made-on = Made
join-invite-until = Good until
join-invite-late = too late
join-invite-withdraw = Withdraw
join-invite-withdraw-what = A withdrawn link lets nobody in. The member stays on the list of people, without a way in.
