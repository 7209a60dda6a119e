// Asks the desk while somebody writes; what goes wrong comes back as words for that person.

export class Unanswered extends Error {}

const REASONS = {
  401: "You are logged out. Log in again in another tab; your text stays here.",
  403: "The desk no longer takes this from you. Log in again in another tab; your text stays here.",
  404: "This edition is no longer there.",
  400: "The text is too long to be sent while you write. Save it.",
  413: "The text is too long to be sent while you write. Save it.",
};

// The answer as data with its status; throws Unanswered with words, or an AbortError.
export const ask = async (url, body, options = {}) => {
  let answer;
  try {
    answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Unanswered("The desk cannot be reached.");
  }
  if (answer.redirected) throw new Unanswered(REASONS[401]);
  if (!answer.headers.get("Content-Type")?.includes("json")) {
    throw new Unanswered(REASONS[answer.status] ?? "The desk has a problem and will be asked again.");
  }
  return { status: answer.status, ...(await answer.json()) };
};
