/** Seconds before its end at which a token is asked for anew. */
const margin = 30;

/** Gets a token by client credentials and keeps it until shortly before it ends. Rejects where the client is not taken. */
export function systemToken(
  url: string,
  clientId: string,
  secret: string,
  scope = 'system/*.cruds',
): () => Promise<string> {
  let token = '';
  let until = 0;
  return async () => {
    if (Date.now() < until) return token;
    const found = (await (await fetch(`${url}/.well-known/openid-configuration`)).json()) as {
      token_endpoint: string;
    };
    const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`;
    const response = await fetch(found.token_endpoint, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
    });
    const answer = (await response.json()) as { access_token?: string; expires_in?: number; error?: string };
    if (answer.access_token === undefined) throw new Error(`no token: ${answer.error ?? response.status}`);
    token = answer.access_token;
    until = Date.now() + ((answer.expires_in ?? 60) - margin) * 1000;
    return token;
  };
}
