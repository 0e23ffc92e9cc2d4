import { readFileSync } from 'node:fs';

const shipped = readFileSync(new URL('./gitlabTemplate.yml', import.meta.url), 'utf8');
const placeholderUrl = `'https://opsroom.example.org'`;

/** Contract 21.4: a pipeline that runs the four scanners and posts the run, with the address of this installation in it. */
export function gitlabTemplate(publicUrl: string | undefined): string {
  return publicUrl === undefined
    ? shipped
    : shipped.replace(placeholderUrl, () => `'${publicUrl.replaceAll("'", '%27')}'`);
}

export const templateNotes: readonly string[] = [
  'Put it into .gitlab-ci.yml, or include it from there.',
  'OPSROOM_TOKEN is the token of a service that may cicd:write; store it as a masked and protected CI/CD variable.',
  'OPSROOM_TARGET_URL is a running test address of the project. zap and nuclei attack it: never name production there.',
  'The last job fails unless the gate is passed: all four scanners came to their end, and nothing critical or high was found.',
  'OPSROOM_CREATE_TICKET=true files a ticket with the run; OPSROOM_REQUIRE_CHANGE=true asks people to approve the deployment of a run that passed.',
  'Pin the images to digests of your own registry where your rules ask for it.',
];
