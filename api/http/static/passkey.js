// Passkeys: the one thing on these pages that a form cannot do.
(() => {
  const CANCELLED = "Nothing was done. You can try again.";
  const FAILED = "That did not work. Please try again in a moment.";

  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");

  // What is wrong, in words for a person.
  class Problem extends Error {}

  const ask = async (address, body) => {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(body),
    });
    const said = await answer.json();
    if (!answer.ok) throw new Problem(said.problem ?? FAILED);
    return said;
  };

  const named = (credentials) => credentials?.map((each) => ({ ...each, id: bytes(each.id) }));

  const create = async (options) => {
    const made = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: named(options.excludeCredentials),
      },
    });
    return {
      id: made.id,
      rawId: text(made.rawId),
      type: made.type,
      response: {
        clientDataJSON: text(made.response.clientDataJSON),
        attestationObject: text(made.response.attestationObject),
        transports: made.response.getTransports?.() ?? [],
      },
    };
  };

  const show = async (options) => {
    const shown = await navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        allowCredentials: named(options.allowCredentials),
      },
    });
    return {
      id: shown.id,
      rawId: text(shown.rawId),
      type: shown.type,
      response: {
        clientDataJSON: text(shown.response.clientDataJSON),
        authenticatorData: text(shown.response.authenticatorData),
        signature: text(shown.response.signature),
        userHandle: shown.response.userHandle ? text(shown.response.userHandle) : null,
      },
    };
  };

  const run = async (box) => {
    const { passkey: address, token, interaction } = box.dataset;
    const { id, publicKey } = await ask(address, { token });
    const answer = await (publicKey.user ? create(publicKey) : show(publicKey));
    const { next } = await ask(`${address}/${id}`, { token, interaction, answer });
    window.location.assign(next);
  };

  for (const box of document.querySelectorAll("[data-passkey]")) {
    const button = box.querySelector("button");
    const status = box.querySelector("[role=status]");
    if (!window.PublicKeyCredential) {
      status.textContent = "This browser knows no passkeys.";
      continue;
    }
    button.disabled = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      status.textContent = "Your device asks you now …";
      try {
        await run(box);
      } catch (error) {
        status.textContent =
          error instanceof Problem ? error.message : error.name === "NotAllowedError" ? CANCELLED : FAILED;
        button.disabled = false;
        button.focus();
      }
    });
  }
})();
