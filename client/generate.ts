import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

// Everything in generated/ is made here, from the contract and the documents; nothing of it is kept in the repository.
const made = new URL('generated/', import.meta.url)

function run(tool: string, ...more: string[]): void {
  execFileSync(process.execPath, [`node_modules/${tool}`, ...more], { cwd: import.meta.dirname, stdio: 'inherit' })
}

function manifest(name: string): Record<string, string> {
  return JSON.parse(readFileSync(new URL(name, made), 'utf8'))
}

rmSync(made, { recursive: true, force: true })
mkdirSync(new URL('relay/', made), { recursive: true })
writeFileSync(new URL('relay-documents.json', made), '{}')
run('@graphql-codegen/cli/esm/bin.js', '--silent', '--config', 'codegen.ts')
run('relay-compiler/cli.js', '--output', 'quiet-with-errors')

// One manifest of trusted documents out of two, in the form that the server takes (RASTUP_DOCUMENTS).
const trusted: Record<string, string> = manifest('relay-documents.json')
for (const [id, text] of Object.entries(manifest('persisted-documents.json'))) {
  trusted[id.replace('sha256:', '')] = text
}
writeFileSync(new URL('documents.json', made), JSON.stringify(trusted, null, 2) + '\n')
