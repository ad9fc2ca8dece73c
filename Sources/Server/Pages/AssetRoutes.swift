import HTTPTypes
import Hummingbird
import NIOCore

/// The stylesheet and the script of the pages.
struct AssetRoutes: Sendable {
    func addRoutes(to router: Router<ServerContext>) {
        router.get("assets/waggle.css") { _, _ in answer(AssetRoutes.stylesheet, "text/css; charset=utf-8") }
        router.get("assets/forms.js") { _, _ in answer(AssetRoutes.script, "text/javascript; charset=utf-8") }
    }

    private func answer(_ text: String, _ type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: type, .cacheControl: "max-age=300"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// Shows the JSON answers of the forms in place; without it the browser shows them as they are.
    private static let script = """
        "use strict";
        for (const form of document.querySelectorAll("form[data-answer]")) {
          form.addEventListener("submit", async (event) => {
            event.preventDefault();
            const message = form.querySelector(".message");
            const button = form.querySelector("button");
            button.disabled = true;
            try {
              const answer = await fetch(form.action, {method: "POST", body: new URLSearchParams(new FormData(form))});
              const result = await answer.json();
              if (result.ok) {
                location.reload();
                return;
              }
              message.textContent = result.msg;
            } catch {
              message.textContent = "The server did not answer.";
            }
            button.disabled = false;
          });
        }

        """

    private static let stylesheet = """
        :root {
          color-scheme: light dark;
          --text: #1c2024;
          --ground: #fbfaf7;
          --panel: #ffffff;
          --line: #d5d1c7;
          --accent: #8a5a00;
          --on-accent: #ffffff;
          --danger: #a3202a;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --text: #e8e6e1;
            --ground: #17181a;
            --panel: #212327;
            --line: #3a3d42;
            --accent: #f2b134;
            --on-accent: #17181a;
            --danger: #ff8a8a;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0; padding: 1rem; color: var(--text); background: var(--ground); font: 1rem/1.5 system-ui, sans-serif; }
        header, main { max-width: 64rem; margin: 0 auto; }
        header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; }
        header h1, header p { margin: 0; }
        header form { margin-left: auto; }
        .narrow { max-width: 22rem; padding-top: 10vh; }
        .scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: .5rem; background: var(--panel); }
        table { width: 100%; border-collapse: collapse; }
        th, td { padding: .5rem .75rem; text-align: left; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
        tbody tr:last-child > * { border-bottom: 0; }
        .forms { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); gap: 1rem; align-items: start; margin: 1rem 0 2rem; }
        .forms form, .narrow form { padding: 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--panel); }
        h3 { margin: 0 0 .5rem; }
        label { display: block; margin-top: .75rem; }
        input, select { width: 100%; padding: .5rem; font: inherit; color: inherit; background: var(--ground); \
        border: 1px solid var(--line); border-radius: .25rem; }
        button { margin-top: 1rem; padding: .5rem 1rem; font: inherit; font-weight: 600; color: var(--on-accent); \
        background: var(--accent); border: 0; border-radius: .25rem; cursor: pointer; }
        header button { margin: 0; }
        button.danger { color: var(--danger); background: none; border: 1px solid currentColor; }
        button:disabled { opacity: .6; cursor: progress; }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
        .message { min-height: 1.5em; margin: .5rem 0 0; color: var(--danger); }

        """
}
