/** A token for a system through the real token endpoint. */
export async function requestToken(
  url: string,
  clientId: string,
  secret: string,
  scope: string,
): Promise<string> {
  const found = await fetch(`${url}/.well-known/openid-configuration`);
  const { token_endpoint: endpoint } = (await found.json()) as { token_endpoint: string };
  const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`;
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
  });
  const answer = (await response.json()) as { access_token?: string; error?: string };
  if (answer.access_token === undefined) throw new Error(`no token: ${answer.error}`);
  return answer.access_token;
}
