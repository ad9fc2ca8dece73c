import Mustache

/// The pages, compiled once. All values are escaped by Mustache's `{{ }}`; no page has inline scripts or styles.
struct Templates: Sendable {
    let login: MustacheTemplate
    let administration: MustacheTemplate

    /// Throws when a template is malformed, which a test rules out.
    init() throws {
        login = try MustacheTemplate(string: Templates.frame(title: "Log in", body: Templates.loginBody))
        administration = try MustacheTemplate(string: Templates.frame(title: "Administration", body: Templates.administrationBody))
    }

    private static func frame(title: String, body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(title) – Waggle</title>
        <link rel="stylesheet" href="/assets/waggle.css">
        <script src="/assets/forms.js" defer></script>
        </head>
        <body>
        \(body)
        </body>
        </html>

        """
    }

    private static let loginBody = """
        <main class="narrow">
        <h1>Waggle</h1>
        <form method="post" action="/login/">
        <p role="alert" class="message">{{message}}</p>
        <label for="username">User name</label>
        <input id="username" name="username" autocomplete="username" required autofocus>
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required>
        <button type="submit">Log in</button>
        </form>
        </main>
        """

    private static let administrationBody = """
        <header>
        <h1>Administration</h1>
        <p>Logged in as <strong>{{user}}</strong></p>
        <form method="post" action="/logout/"><button type="submit">Log out</button></form>
        </header>
        <main>
        <section aria-labelledby="users">
        <h2 id="users">Users</h2>
        <div class="scroll"><table>
        <thead><tr><th scope="col">Name</th><th scope="col">Roles</th><th scope="col">E-mail</th><th scope="col">Description</th>\
        <th scope="col">State</th></tr></thead>
        <tbody>
        {{#users}}
        <tr><th scope="row">{{name}}</th><td>{{roles}}</td><td>{{email}}</td><td>{{description}}</td><td>{{state}}</td></tr>
        {{/users}}
        </tbody>
        </table></div>
        <div class="forms">
        <form method="post" action="/create_user" data-answer>
        <h3>Add a user</h3>
        <input type="hidden" name="csrf_token" value="{{token}}">
        <label for="new-user">User name</label>
        <input id="new-user" name="username" maxlength="30" autocomplete="off" required>
        <label for="new-user-role">Role</label>
        <select id="new-user-role" name="role">{{#roles}}<option value="{{name}}">{{name}}</option>{{/roles}}</select>
        <label for="new-user-password">Password</label>
        <input id="new-user-password" name="password" type="password" autocomplete="new-password" required>
        <label for="new-user-email">E-mail (optional)</label>
        <input id="new-user-email" name="email" type="email" autocomplete="off">
        <label for="new-user-description">Description (optional)</label>
        <input id="new-user-description" name="description" autocomplete="off">
        <button type="submit">Add user</button>
        <p role="status" class="message"></p>
        </form>
        <form method="post" action="/delete_user" data-answer>
        <h3>Delete a user</h3>
        <input type="hidden" name="csrf_token" value="{{token}}">
        <label for="old-user">User name</label>
        <select id="old-user" name="username">{{#users}}<option value="{{name}}">{{name}}</option>{{/users}}</select>
        <button type="submit" class="danger">Delete user</button>
        <p role="status" class="message"></p>
        </form>
        </div>
        </section>
        <section aria-labelledby="roles">
        <h2 id="roles">Roles</h2>
        <div class="scroll"><table>
        <thead><tr><th scope="col">Name</th><th scope="col">Level</th></tr></thead>
        <tbody>
        {{#roles}}
        <tr><th scope="row">{{name}}</th><td>{{level}}</td></tr>
        {{/roles}}
        </tbody>
        </table></div>
        <div class="forms">
        <form method="post" action="/create_role" data-answer>
        <h3>Add a role</h3>
        <input type="hidden" name="csrf_token" value="{{token}}">
        <label for="new-role">Name</label>
        <input id="new-role" name="role" maxlength="128" autocomplete="off" required>
        <label for="new-role-level">Level, 0 to 100</label>
        <input id="new-role-level" name="level" type="number" min="0" max="100" required>
        <button type="submit">Add role</button>
        <p role="status" class="message"></p>
        </form>
        <form method="post" action="/delete_role" data-answer>
        <h3>Delete a role</h3>
        <input type="hidden" name="csrf_token" value="{{token}}">
        <label for="old-role">Name</label>
        <select id="old-role" name="role">{{#roles}}{{#isOwn}}<option value="{{name}}">{{name}}</option>{{/isOwn}}{{/roles}}</select>
        <button type="submit" class="danger">Delete role</button>
        <p role="status" class="message"></p>
        </form>
        </div>
        </section>
        </main>
        """
}
