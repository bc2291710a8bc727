// A certified OpenID provider on this machine, for tests: node provider.mjs PORT SITE PEOPLE.json
// Whoever is in the file of people signs in there by name; what stands beside the name is what the provider says of them.
import { readFileSync } from "node:fs";
import Provider from "oidc-provider";

const [port, site, people] = process.argv.slice(2);
const known = (id) => JSON.parse(readFileSync(people, "utf8"))[id];

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "leadership",
      client_secret: "a secret of the tests",
      redirect_uris: [`${site}/accounts/organisation/ambleford/back/`],
    },
  ],
  // All claims in the ID token, as Entra ID has them.
  conformIdTokenClaims: false,
  claims: {
    openid: ["sub", "oid", "tid", "groups", "roles", "realm_access", "_claim_names"],
    email: ["email", "email_verified"],
    profile: ["name"],
  },
  cookies: { keys: ["only for tests"] },
  pkce: { required: () => true },
  async findAccount(_context, id) {
    return known(id) && { accountId: id, claims: () => ({ sub: id, ...known(id) }) };
  },
  // Nobody is asked whether this service may know them: an administrator has said so.
  async loadExistingGrant(context) {
    const grant = new context.oidc.provider.Grant({
      clientId: context.oidc.client.clientId,
      accountId: context.oidc.session.accountId,
    });
    grant.addOIDCScope("openid email profile");
    await grant.save();
    return grant;
  },
});

provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
