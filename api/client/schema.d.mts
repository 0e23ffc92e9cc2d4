// Made from the OpenAPI document: node build.mjs && node dist/test/support/writeClient.js
export interface paths {
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether this process answers. Says nothing else, because everybody may ask. */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the installation works: database, migrations, runners, Matrix, outbox. 503 when one of them is down. */
        get: operations["getHealthReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics for Prometheus: this process, and the work of the installation by state. */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with name and password. The answer sets a cookie and returns the same value as a bearer token. */
        post: operations["postAuthLogin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out: the session ends on the server, so that a copied cookie is worth nothing. */
        post: operations["postAuthLogout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oidc/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sign in through the configured provider: sends the browser there. */
        get: operations["getAuthOidcStart"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oidc/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the provider sends the browser back to; signs the person in. */
        get: operations["getAuthOidcCallback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/oidc/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Link an account of the configured provider to the caller: where the browser has to go.
         * @description Takes no Idempotency-Key: Every time begins a way of its own, which the cookie of the answer belongs to.
         */
        post: operations["postAuthOidcLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/access/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who the caller is and what the caller may do. */
        get: operations["getAccessMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the caller is signed in; with user_id, where somebody else is (needs access:admin). */
        get: operations["getAuthSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End a sign-in: its next request fails. */
        delete: operations["deleteAuthSessionsById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The personal tokens of the caller, without what they are; with user_id, somebody else’s (access:admin). */
        get: operations["getAuthTokens"];
        put?: never;
        /**
         * Make a personal token for scripts. It is shown this once, and may what its person may.
         * @description Takes no Idempotency-Key: A secret is not kept to be repeated.
         */
        post: operations["postAuthTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a personal token: its next request fails. */
        delete: operations["deleteAuthTokensById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the own password. Every other sign-in of the person ends.
         * @description Takes no Idempotency-Key: It would be kept with a digest of the body, and so of both passwords.
         */
        post: operations["postAuthPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/access/users/{id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a person a new password, or have one made and shown this once. Every sign-in of the person ends.
         * @description Takes no Idempotency-Key: A password that was made is not kept to be repeated.
         */
        post: operations["postAccessUsersByIdPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/access/me/matrix-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Link a Matrix account to the caller: a code, good for ten minutes, to be said to the bot from that account.
         * @description Takes no Idempotency-Key: A secret is not kept to be repeated.
         */
        post: operations["postAccessMeMatrixLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/access/me/matrix-link/{matrix_user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Unlink a Matrix account of the caller. Votes that were counted stay the caller’s; new ones do not count. */
        delete: operations["deleteAccessMeMatrixLinkByMatrixUserId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/access/users/{id}/matrix-link/{matrix_user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Unlink a Matrix account of a person. Votes that were counted stay the person’s; new ones do not count. */
        delete: operations["deleteAccessUsersByIdMatrixLinkByMatrixUserId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/access/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** People, by name, with their roles and groups. A password or token is never among it. */
        get: operations["getAccessUsers"];
        put?: never;
        /** Add a person, or change one by name. A field that is left out keeps its value. */
        post: operations["postAccessUsers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/access/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One person. */
        get: operations["getAccessUsersById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/access/users/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Switch a person off: their sign-ins, tokens and votes count no more, from this moment on. */
        post: operations["postAccessUsersByIdDisable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/access/users/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a person come in again. Sign-ins and tokens of before stay ended. */
        post: operations["postAccessUsersByIdEnable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/access/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The roles and what each allows. */
        get: operations["getAccessRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/access/users/{id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The roles of a person, all of them, as a bare array of names. They count from the next request on. */
        post: operations["postAccessUsersByIdRoles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/access/users/{id}/scopes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a person sees beyond their groups: groups, tickets, a classification. */
        get: operations["getAccessUsersByIdScopes"];
        put?: never;
        /** Give a person a scope; one that is there already gets these permissions. */
        post: operations["postAccessUsersByIdScopes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/access/users/{id}/scopes/{scopeId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take a scope away. */
        delete: operations["deleteAccessUsersByIdScopesByScopeId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/access/service-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tokens of services, beside the one in credentials.json, without what they are. */
        get: operations["getAccessServiceTokens"];
        put?: never;
        /**
         * Make a token for a service, with the roles that it needs. It is shown this once. A service never votes.
         * @description Takes no Idempotency-Key: A secret is not kept to be repeated.
         */
        post: operations["postAccessServiceTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/access/service-tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke the token of a service: its next request fails. */
        delete: operations["deleteAccessServiceTokensById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/access/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who may do what: roles, classifications, and the permission that each route needs. */
        get: operations["getAccessPolicies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tickets that the caller may see, newest change first. */
        get: operations["getTickets"];
        put?: never;
        /** File a ticket. From a chat turn it belongs to its conversation; the same message files it once. */
        post: operations["postTickets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tickets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One ticket with its agent and its changes. */
        get: operations["getTicketsById"];
        /** Set the status, as /status does, which is the better address. */
        put: operations["putTicketsById"];
        /** Set the status, as /status does, which is the better address. */
        post: operations["postTicketsById"];
        delete?: never;
        options?: never;
        head?: never;
        /** Set the status, as /status does, which is the better address. */
        patch: operations["patchTicketsById"];
        trace?: never;
    };
    "/api/tickets/{id}/context": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that one needs to go on with the ticket; bounded, and says what it left out. */
        get: operations["getTicketsByIdContext"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tickets/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a note. "internal" stays in the house, "user" reaches the requester, "public" everybody. */
        post: operations["postTicketsByIdNotes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tickets/{id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set the status; the reason of a final one is the resolution that the requester reads. */
        post: operations["postTicketsByIdStatus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tickets/{id}/assignment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change group, team, assignee or priority, or escalate. */
        post: operations["postTicketsByIdAssignment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tickets/{id}/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say who opened the ticket, who asks, and whom it is about. */
        post: operations["postTicketsByIdContacts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tickets/{id}/request-info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask the requester; the ticket waits for the answer, which brings back its status. */
        post: operations["postTicketsByIdRequestInfo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tickets/{id}/user-response": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Record the requester's words on a ticket; one that waited for them goes on. */
        post: operations["postTicketsByIdUserResponse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tickets/{id}/unassign-agent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop the agent of the ticket and take it off; the ticket waits for a person. */
        post: operations["postTicketsByIdUnassignAgent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where tickets can be kept besides here, and how each of them is. */
        get: operations["getProviders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/providers/{provider}/sync-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take in what changed at a provider since the last look. */
        post: operations["postProvidersByProviderSyncAll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/providers/{provider}/sync-ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take in one ticket of a provider, by its class and reference there. */
        post: operations["postProvidersByProviderSyncTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tickets/sync-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take in what changed at the provider that the body names, as text or as an object; else at the first configured. */
        post: operations["postTicketsSyncAll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tickets/{id}/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take in how the ticket is at its provider now. */
        post: operations["postTicketsByIdSync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tickets/{id}/push-provider": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make the ticket at a provider, or try again what failed. One that is there already is not made twice. */
        post: operations["postTicketsByIdPushProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tickets/{id}/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The files of a ticket, oldest first. */
        get: operations["getTicketsByIdAttachments"];
        put?: never;
        /** Name a file that is kept elsewhere; nothing of its content comes here. */
        post: operations["postTicketsByIdAttachments"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tickets/{id}/attachments/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Upload a file: as the body itself with its name in the address, or in JSON as base64. */
        post: operations["postTicketsByIdAttachmentsContent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tickets/{id}/attachments/{attachment_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One file of a ticket, without its content. */
        get: operations["getTicketsByIdAttachmentsByAttachmentId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tickets/{id}/attachments/{attachment_id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The content of a file, to be saved. */
        get: operations["getTicketsByIdAttachmentsByAttachmentIdContent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/intake/classify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Which group a message is for, by the RACI rules, with tickets and articles like it. */
        post: operations["postIntakeClassify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/intake/clarify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What would have to be asked before this message can be filed, with choices to tap. */
        post: operations["postIntakeClarify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/intake/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** File a request: classified, with its gate where the rule asks for one, and an agent where the rule starts one. */
        post: operations["postIntakeSubmit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/intake/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Requests that were submitted, newest first, of tickets that the caller may see. */
        get: operations["getIntakeSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/intake/raci": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The service groups and the rules in force: which words make a request a matter of which group. */
        get: operations["getIntakeRaci"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/intake/raci/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a service group, or change the one of this name. */
        post: operations["postIntakeRaciGroups"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/intake/raci/groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change a service group. A new name goes to its tickets, rules and members; a configured one keeps its name. */
        put: operations["putIntakeRaciGroupsById"];
        post?: never;
        /** Switch a service group off, when no rule sends requests to it any more. */
        delete: operations["deleteIntakeRaciGroupsById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/intake/raci/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a rule, or change the one of this name. It holds from the next message on. */
        post: operations["postIntakeRaciRules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/intake/raci/rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change a rule. What is left out stays; no later start overwrites an edited one. */
        put: operations["putIntakeRaciRulesById"];
        post?: never;
        /** Switch a rule off. It stays off when the product is started again. */
        delete: operations["deleteIntakeRaciRulesById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ops-chat/message": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say something and wait for the answer. "Prefer: respond-async" gives 202 and an address to look at instead. */
        post: operations["postOpsChatMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ops-chat/turns/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A turn: for its agent what it has to know, for others how it ended. */
        get: operations["getOpsChatTurnsById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ops-chat/turns/{id}/files/{file_id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The content of a file that came with a message, to be saved. */
        get: operations["getOpsChatTurnsByIdFilesByFileIdContent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ops-chat/turns/{id}/result": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** The toolbelt's result of a turn. Without one the turn does not count. */
        put: operations["putOpsChatTurnsByIdResult"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ops-chat/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Conversations, newest first: all for who works here, the own ones for everybody else. */
        get: operations["getOpsChatSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ops-chat/sessions/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The messages of a conversation, oldest first. */
        get: operations["getOpsChatSessionsByIdMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ops-chat/matrix/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the bot hears and speaks, and which harness reads messages. */
        get: operations["getOpsChatMatrixHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ops-chat/outbound/pending": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What external consumers have to say in their conversations, oldest first. Each event is leased to who asks for half a minute; acknowledge it when it is said. */
        get: operations["getOpsChatOutboundPending"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ops-chat/outbound/ack": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** That an event of outbound/pending was said; the event itself is a good body. A second time changes nothing. */
        post: operations["postOpsChatOutboundAck"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ops-chat/openai/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The one model of the OpenAI-compatible interface: whoever reads messages here. */
        get: operations["getOpsChatOpenaiV1Models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ops-chat/openai/v1/chat/completions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say something as to a model of OpenAI, also with "stream". The last message of the role user is what is said; the conversation goes on by metadata.session_id, metadata.conversation_id or the messages before it. */
        post: operations["postOpsChatOpenaiV1ChatCompletions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tickets/{id}/assign-agent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start an agent on the ticket; where none can work it, it waits for a person of its group. */
        post: operations["postTicketsByIdAssignAgent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/spawn": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start an agent on a ticket. */
        post: operations["postAgentsSpawn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/create-from-prompt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** File what is asked as a ticket and start one agent on it, in one act. */
        post: operations["postAgentsCreateFromPrompt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Agents, newest first. */
        get: operations["getAgents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tasks of agents, newest first. */
        get: operations["getAgentsTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/runner-health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which runners are alive, what they run with, which harnesses they have and why one was chosen. */
        get: operations["getAgentsRunnerHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One task with the workflow that it follows, for the agent that works it. */
        get: operations["getAgentsTasksById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/tasks/{id}/result": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** The agent says how its task ended. It counts while its run is current. */
        put: operations["putAgentsTasksByIdResult"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/active": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Agents that work or are about to, newest first. */
        get: operations["getAgentsActive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many agents there are and were, and how long they worked on average. */
        get: operations["getAgentsStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/processes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What runners work at this moment, by their own heartbeats. */
        get: operations["getAgentsProcesses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{id}/task": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An agent's latest task. */
        get: operations["getAgentsByIdTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Models, programs, profiles and routes that agents work with; nothing of it is secret. */
        get: operations["getAgentsModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The editable runtime configuration of agents. */
        get: operations["getAgentsConfig"];
        /** Change parts of the runtime configuration; keys and sign-ins are never taken here. */
        put: operations["putAgentsConfig"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/tasks/{id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last lines of a task's log. */
        get: operations["getAgentsTasksByIdLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last lines of the log of an agent's latest task. */
        get: operations["getAgentsByIdLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/heartbeat/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An agent says that it is alive, and hears whether it still is one. */
        post: operations["postAgentsHeartbeatById"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{id}/wake": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make sure that somebody works: the agent when it still does, else another one with the same task. */
        post: operations["postAgentsByIdWake"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{id}/restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the agent for good and start another one with the same task, program, profile and permissions. */
        post: operations["postAgentsByIdRestart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{id}/update": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Correct by hand what an agent is said to be; one at work is stopped instead. */
        post: operations["postAgentsByIdUpdate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{id}/steering": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What people told an agent while it works, newest first. */
        get: operations["getAgentsByIdSteering"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{id}/steering/{event_id}/ack": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The agent has taken into account what it was told; saying it twice changes nothing. */
        post: operations["postAgentsByIdSteeringByEventIdAck"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One agent with its task and its changes. */
        get: operations["getAgentsById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop an agent: its whole process tree ends, and its run token with it. */
        post: operations["postAgentsByIdStop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{id}/vault": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the agent may reach and until when. Names of credentials, never the credentials. */
        get: operations["getAgentsByIdVault"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{id}/vault/lease": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask whether the agent holds a lease for this; both answers are recorded. An agent asks for itself alone. */
        post: operations["postAgentsByIdVaultLease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agents/{id}/vault/leases/{lease_id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a lease away from an agent; its next use is refused. A person does this. */
        post: operations["postAgentsByIdVaultLeasesByLeaseIdRevoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes/request": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a change. It opens a gate that people decide; whoever stands behind it may not. */
        post: operations["postChangesRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Changes that the caller may see, newest first; eligible=me for those that wait for the caller. */
        get: operations["getChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes/pending": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open gates that the caller may see and whose time is not over, oldest first. */
        get: operations["getChangesPending"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many changes there are, by the four words of the wire and by exact state. */
        get: operations["getChangesStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One change: the plan with its digest, the policy, who may decide, who may not and why. */
        get: operations["getChangesById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes/{id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The state of a change. With wait (seconds) the answer comes when it is another than "since", or after that time. */
        get: operations["getChangesByIdStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes/{id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who may decide a change, who may not and why, and how far its quorum is. */
        get: operations["getChangesByIdExplain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve a change. Only people whom its policy names; no agent and no service, whatever it may otherwise. */
        post: operations["postChangesByIdApprove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reject a change. Only people whom its policy names; no agent and no service, whatever it may otherwise. */
        post: operations["postChangesByIdReject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take back a request that is not decided yet: who asked, its agent, the person whose ticket it is, or an administrator of changes. */
        post: operations["postChangesByIdWithdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Report described work as done, with its result: the agent that asked for it, or a person for manual plans. What the platform did itself is answered with its result. */
        post: operations["postChangesByIdComplete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tickets/{id}/access-request": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for access that the work on this ticket lacks: a ticket for those who own the resource, and a gate that people decide. The same open request twice is the first one. */
        post: operations["postTicketsByIdAccessRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tickets/{id}/access-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Access requests made from this ticket or followed by it, with ticket, gate and grant, newest first. */
        get: operations["getTicketsByIdAccessRequests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Workflows with how their runs went, newest change first. */
        get: operations["getWorkflows"];
        put?: never;
        /** Save a workflow under its key (approval_policy.workflow_key, else derived). A version in force stays; this one waits for a review beside it. */
        post: operations["postWorkflows"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One workflow with its latest runs and where its review stands. */
        get: operations["getWorkflowsById"];
        /** Change fields of a workflow. Of one in force the next version is written beside it and waits for a review; If-Match is the version that is written over. */
        put: operations["putWorkflowsById"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{id}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A person approves a version, which puts it in force and supersedes the one before, or sends it back. Never its author, never an agent. */
        post: operations["postWorkflowsByIdReview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{id}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Note that the workflow is followed for a ticket. An agent notes its own. */
        post: operations["postWorkflowsByIdRuns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/runs/{run_id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say how a run ended, once. */
        post: operations["postWorkflowsRunsByRunIdComplete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/{id}/rerun": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An agent follows the workflow on a ticket, with the caller's permissions and no more. */
        post: operations["postWorkflowsByIdRerun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tickets/{id}/postmortem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An agent writes the postmortem of the ticket, also of a closed one; people review it. */
        post: operations["postTicketsByIdPostmortem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tickets/{id}/workflow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** An agent builds a workflow from the ticket, also from a closed one; people review it. */
        post: operations["postTicketsByIdWorkflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/postmortems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Postmortems of tickets that the caller may see, newest first. */
        get: operations["getPostmortems"];
        put?: never;
        /** Write a postmortem. An agent writes about its own ticket. */
        post: operations["postPostmortems"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/postmortems/evidence/{ticket_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a postmortem of the ticket is written from, bounded, with what was learnt of the like before. */
        get: operations["getPostmortemsEvidenceByTicketId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/postmortems/synthesize/{ticket_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A postmortem from the evidence alone, for when no model wrote one; it waits for a review. */
        post: operations["postPostmortemsSynthesizeByTicketId"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/postmortems/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One postmortem, with the article, the workflow and the skills that came out of it. */
        get: operations["getPostmortemsById"];
        /** Change a postmortem; with another text an approved one waits for a review again. An agent changes its own until people have decided. */
        put: operations["putPostmortemsById"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/postmortems/{id}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A person says whether it holds. Never its author, never an agent. */
        post: operations["postPostmortemsByIdReview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/postmortems/{id}/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Turn an approved postmortem into an article, a workflow that waits for its review, and skills; each once, however often it is asked for. */
        post: operations["postPostmortemsByIdPromote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Knowledge articles, the latest change first; q looks into title and body. */
        get: operations["getKnowledge"];
        put?: never;
        /** Write an article. */
        post: operations["postKnowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One article, whole; its ETag is its version. */
        get: operations["getKnowledgeById"];
        /** Change an article; with If-Match only when it is still the version that was read. The old one is kept. */
        put: operations["putKnowledgeById"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the article says and said before, and who wrote it when; newest first. */
        get: operations["getKnowledgeByIdVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/knowledge/import-url": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make an article of a page of the public internet. Pages of our own networks are not fetched. */
        post: operations["postKnowledgeImportUrl"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/skills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Skills by name. */
        get: operations["getSkills"];
        put?: never;
        /** Write a skill. */
        post: operations["postSkills"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/skills/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One skill. */
        get: operations["getSkillsById"];
        /** Change a skill. Later versions of the shipped data leave it alone from then on. */
        put: operations["putSkillsById"];
        post?: never;
        /** Remove a skill for good, also from the agents that have it. */
        delete: operations["deleteSkillsById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/skills/agent/{agent_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The skills that an agent has: those of every agent, and those given to it. An agent asks for its own. */
        get: operations["getSkillsAgentByAgentId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/skills/{id}/render": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The prompt of a skill with these values; what is missing or of another type is named. */
        post: operations["postSkillsByIdRender"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/skills/{id}/agents/{agent_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Give a skill to one agent. */
        put: operations["putSkillsByIdAgentsByAgentId"];
        post?: never;
        /** Take a skill from one agent. */
        delete: operations["deleteSkillsByIdAgentsByAgentId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tools by name, with their last check. */
        get: operations["getTools"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tools/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many tools are healthy, degraded, down or unknown, and which. */
        get: operations["getToolsStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tools/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One tool with its last checks, newest first. */
        get: operations["getToolsById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tools/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Checks of the last hours, newest first; they are kept for a month. */
        get: operations["getToolsByIdHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tools/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask a tool now whether it is healthy. One without a host is unknown and not asked. */
        post: operations["postToolsByIdCheck"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tools/check-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask every tool now. */
        post: operations["postToolsCheckAll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tools/sync-manifest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring the tools to what ships and what is configured; as at every start. */
        post: operations["postToolsSyncManifest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cicd/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Security runs that the caller may see, newest first. */
        get: operations["getCicdRuns"];
        put?: never;
        /** Record what the scanners of a pipeline found. The gate is passed only when all of them ran and found nothing grave. */
        post: operations["postCicdRuns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cicd/runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One run with its findings by scanner, links to reports, and the runs before and after it. */
        get: operations["getCicdRunsByRunId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cicd/runs/{run_id}/reports/{tool}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What one scanner found in a run; nobody needs an account at the pipeline to read it. */
        get: operations["getCicdRunsByRunIdReportsByTool"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cicd/gitlab/template": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A GitLab pipeline with the four scanners that posts its run here. */
        get: operations["getCicdGitlabTemplate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dashboard/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened, newest first: who did what, through which door. Audit rows, events and notes in one list. */
        get: operations["getDashboardAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dashboard/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tickets, agents, gates and tools at a glance, and the newest of the trail. */
        get: operations["getDashboardStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dashboard/ticket-chart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tickets by the day on which they were filed (UTC) and their status now. */
        get: operations["getDashboardTicketChart"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dashboard/agent-performance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last fifty agents and how long they worked. */
        get: operations["getDashboardAgentPerformance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dashboard/tool-uptime": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How often each tool was found well. */
        get: operations["getDashboardToolUptime"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dashboard/ops-metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How work went: tasks, service levels, postmortems, gates, workflows, security runs, tools. */
        get: operations["getDashboardOpsMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/search/global": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tickets, notes, agents, changes, postmortems, workflows, security runs, tools and audit rows by words; only what the caller may see. */
        get: operations["getSearchGlobal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happens to tickets, changes and agents that the caller may see, as server-sent events named by their subject. Last-Event-ID goes on where a client was; "reset" says that it has to read its lists again. */
        get: operations["getEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Outgoing webhooks, with what waits and what was given up. */
        get: operations["getWebhooks"];
        put?: never;
        /** Make a webhook. The secret that signs what it is sent is shown in this answer and never again. */
        post: operations["postWebhooks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A webhook. */
        get: operations["getWebhooksById"];
        put?: never;
        post?: never;
        /** Delete a webhook, with everything that it still had to deliver. */
        delete: operations["deleteWebhooksById"];
        options?: never;
        head?: never;
        /** Change a webhook, or switch it off and on. What waits for one that is off is sent when it is on again. */
        patch: operations["patchWebhooksById"];
        trace?: never;
    };
    "/api/webhooks/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A new secret for a webhook, shown this once. The old one signs nothing any more. */
        post: operations["postWebhooksByIdRotateSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a webhook was told and has to be told, newest first; status=dead for what was given up. */
        get: operations["getWebhooksByIdDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}/deliveries/{delivery_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a delivery that was given up again, with all its attempts. */
        post: operations["postWebhooksByIdDeliveriesByDeliveryIdRetry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/{id}/ping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a delivery of the event "ping", to see whether it arrives. */
        post: operations["postWebhooksByIdPing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This API as OpenAPI 3.1. */
        get: operations["getOpenapiJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Problem: {
            type: string;
            title: string;
            status: number;
            /** @description A sentence for people. */
            detail: string;
            /** @description A stable word for programs, such as ticket_not_found. */
            error: string;
            required_permission?: string;
            errors?: {
                path: string;
                message: string;
            }[];
        } & {
            [key: string]: unknown;
        };
    };
    responses: never;
    parameters: {
        /**
         * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
         * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
         */
        IdempotencyKey: string;
        /**
         * @description The ETag of what was read: it is changed only while that is its version, else the answer is 412.
         * @example "3"
         */
        IfMatch: string;
    };
    requestBodies: never;
    headers: {
        /**
         * @description For If-Match: the version that is now there, of a ticket for what is done on it; of a file its SHA-256.
         * @example "3"
         */
        ETag: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "ok";
                        version: string;
                    };
                };
            };
        };
    };
    getHealthReady: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of it stands */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ready" | "not_ready";
                        version: string;
                        checks: {
                            [key: string]: {
                                status: string;
                            } & {
                                [key: string]: unknown;
                            };
                        };
                    };
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Metrics */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    postAuthLogin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    username: string | number | boolean;
                    password: string | number | boolean;
                    next?: string | number | boolean;
                };
            };
        };
        responses: {
            /** @description Signed in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "ok";
                        username: string;
                        token: string;
                        expires_at: string;
                    };
                };
            };
            /** @description For a browser: where it goes on */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    postAuthLogout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description For a browser: where it goes on */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    getAuthOidcStart: {
        parameters: {
            query?: {
                /** @description Where it goes on afterwards. */
                next?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description For a browser: where it goes on */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    getAuthOidcCallback: {
        parameters: {
            query?: {
                code?: string;
                state?: string;
                iss?: string;
                error?: string;
                error_description?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description For a browser: where it goes on */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    postAuthOidcLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @default / */
                    next?: string;
                };
            };
        };
        responses: {
            /** @description Where to go */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        authorization_url: string;
                    };
                };
            };
        };
    };
    getAccessMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        identity: {
                            username: string;
                            email: string | null;
                            provider: string;
                            auth_mode: string;
                            auth_strength: string;
                            authenticated: boolean;
                        };
                        /** @enum {string} */
                        type: "person" | "service" | "agent" | "system";
                        username: string;
                        display_name: string;
                        email: string | null;
                        roles: string[];
                        capabilities: string[];
                        groups: string[];
                        /** @enum {string} */
                        max_classification: "public" | "internal" | "confidential" | "restricted" | "secret";
                    };
                };
            };
        };
    };
    getAuthSessions: {
        parameters: {
            query?: {
                /** @description A person, for those who administer access; without it, the caller. */
                user_id?: number;
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Sign-ins that are not over, the newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sessions: {
                            id: number;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            expires_at: string;
                            last_used_at: string | null;
                            /** @enum {string} */
                            method: "password" | "oidc";
                            ip: string | null;
                            user_agent: string | null;
                            current: boolean;
                        }[];
                        count: number;
                        total: number;
                    };
                };
            };
        };
    };
    deleteAuthSessionsById: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the session. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is over */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getAuthTokens: {
        parameters: {
            query?: {
                /** @description A person, for those who administer access; without it, the caller. */
                user_id?: number;
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tokens that are not revoked, the newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tokens: {
                            id: number;
                            name: string;
                            /** Format: date-time */
                            created_at: string;
                            expires_at: string | null;
                            last_used_at: string | null;
                        }[];
                        count: number;
                        total: number;
                    };
                };
            };
        };
    };
    postAuthTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string | number | boolean;
                    /** @default 90 */
                    expires_in_days?: number;
                };
            };
        };
        responses: {
            /** @description The token */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        name: string;
                        token: string;
                        expires_at: string | null;
                    };
                };
            };
        };
    };
    deleteAuthTokensById: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the token. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is revoked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postAuthPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    old_password: string | number | boolean;
                    new_password: string | number | boolean;
                };
            };
        };
        responses: {
            /** @description It is changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "changed";
                        sessions_ended: number;
                    };
                };
            };
        };
    };
    postAccessUsersByIdPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the user. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    password?: string | number | boolean;
                };
            };
        };
        responses: {
            /** @description It is changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "changed";
                        sessions_ended: number;
                        /** @description Only where none was given: made here, and shown this once. */
                        password?: string;
                    };
                };
            };
        };
    };
    postAccessMeMatrixLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    matrix_user_id: string | number | boolean;
                };
            };
        };
        responses: {
            /** @description The code */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        matrix_user_id: string;
                        code: string;
                        /** @description What to write to the bot from that account, in any room that it is in. */
                        say: string;
                        /** Format: date-time */
                        expires_at: string;
                    };
                };
            };
        };
    };
    deleteAccessMeMatrixLinkByMatrixUserId: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The Matrix id, such as @bo:example.org. */
                matrix_user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account speaks for nobody any more */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    deleteAccessUsersByIdMatrixLinkByMatrixUserId: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the user. */
                id: number;
                /** @description The Matrix id, such as @bo:example.org. */
                matrix_user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account speaks for nobody any more */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getAccessUsers: {
        parameters: {
            query?: {
                /** @description Part of a name, display name or e-mail address. */
                q?: string | number | boolean | null;
                role?: string | number | boolean | null;
                enabled?: string;
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of people */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        users: {
                            id: number;
                            username: string;
                            display_name: string;
                            email: string | null;
                            provider: string;
                            provider_ref: string | null;
                            enabled: boolean;
                            /**
                             * @description Who has the last word about this person.
                             * @enum {string}
                             */
                            source: "configuration" | "operator";
                            /** @description When an operator switched the person off. */
                            switched_off_at: string | null;
                            roles: string[];
                            groups: string[];
                            matrix_user_ids: string[];
                            has_password: boolean;
                            failed_login_count: number;
                            locked_until: string | null;
                            last_login_at: string | null;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                        }[];
                        count: number;
                        total: number;
                    };
                };
            };
        };
    };
    postAccessUsers: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    username: string | number | boolean;
                    display_name?: string | number | boolean | null;
                    email?: string | number | boolean | null;
                    provider?: string | number | boolean | null;
                    provider_ref?: string | number | boolean | null;
                    enabled?: boolean | string;
                };
            };
        };
        responses: {
            /** @description The person was written */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        /** @constant */
                        status: "upserted";
                        created: boolean;
                    };
                };
            };
        };
    };
    getAccessUsersById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the user. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The person */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        username: string;
                        display_name: string;
                        email: string | null;
                        provider: string;
                        provider_ref: string | null;
                        enabled: boolean;
                        /**
                         * @description Who has the last word about this person.
                         * @enum {string}
                         */
                        source: "configuration" | "operator";
                        /** @description When an operator switched the person off. */
                        switched_off_at: string | null;
                        roles: string[];
                        groups: string[];
                        matrix_user_ids: string[];
                        has_password: boolean;
                        failed_login_count: number;
                        locked_until: string | null;
                        last_login_at: string | null;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                    };
                };
            };
        };
    };
    postAccessUsersByIdDisable: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the user. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How the person is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        enabled: boolean;
                    };
                };
            };
        };
    };
    postAccessUsersByIdEnable: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the user. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How the person is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        enabled: boolean;
                    };
                };
            };
        };
    };
    getAccessRoles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every role, by name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        roles: {
                            id: number;
                            name: string;
                            description: string;
                            capabilities: string[];
                            /** Format: date-time */
                            created_at: string;
                        }[];
                    };
                };
            };
        };
    };
    postAccessUsersByIdRoles: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the user. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": (string | number | boolean)[];
            };
        };
        responses: {
            /** @description The roles that the person has now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        roles: string[];
                    };
                };
            };
        };
    };
    getAccessUsersByIdScopes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the user. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The scopes of the person */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user_id: number;
                        username: string;
                        scopes: {
                            id: number;
                            user_id: number;
                            scope_type: string;
                            scope_value: string;
                            permissions: {
                                [key: string]: unknown;
                            }[];
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                        }[];
                    };
                };
            };
        };
    };
    postAccessUsersByIdScopes: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the user. */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    scope_type: string | number | boolean;
                    scope_value: string | number | boolean;
                    /** @default [] */
                    permissions?: {
                        [key: string]: unknown;
                    }[];
                };
            };
        };
        responses: {
            /** @description The scope */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        user_id: number;
                        scope_type: string;
                        scope_value: string;
                    };
                };
            };
        };
    };
    deleteAccessUsersByIdScopesByScopeId: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the user. */
                id: number;
                /** @description The scopeId of the scope. */
                scopeId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getAccessServiceTokens: {
        parameters: {
            query?: {
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tokens that are not revoked, by service */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tokens: {
                            id: number;
                            name: string;
                            /** Format: date-time */
                            created_at: string;
                            expires_at: string | null;
                            last_used_at: string | null;
                            roles: string[];
                            created_by: string | null;
                        }[];
                        count: number;
                        total: number;
                    };
                };
            };
        };
    };
    postAccessServiceTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Name of the service; several tokens of one name are the same service. */
                    name: string | number | boolean;
                    roles: (string | number | boolean)[];
                    /** @default 90 */
                    expires_in_days?: number;
                };
            };
        };
        responses: {
            /** @description The token */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        name: string;
                        token: string;
                        expires_at: string | null;
                        roles: string[];
                    };
                };
            };
        };
    };
    deleteAccessServiceTokensById: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the service token. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is revoked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getAccessPolicies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The policies */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        auth_mode: string;
                        enforcement: string;
                        provider_headers: {
                            username: string[];
                            email: string[];
                            provider: string[];
                        };
                        role_capabilities: {
                            [key: string]: string[];
                        };
                        classification_order: string[];
                        route_requirements: {
                            method: string;
                            path: string;
                            /** @description Null for what everybody may call. */
                            permission: string | null;
                            /** @description Which agents may call it, whatever their permissions are: never, turn, task or any. */
                            agents: string;
                        }[];
                        agent_permission_boundary: string;
                        agent_vault_boundary: string;
                        credential_broker: {
                            vault_provider: string;
                            resolver_mode: string;
                            /** @constant */
                            secret_values_returned: false;
                            modes: {
                                [key: string]: string;
                            };
                        };
                        workflow_preapproved_leases: string;
                    };
                };
            };
        };
    };
    getTickets: {
        parameters: {
            query?: {
                status?: string | number | boolean | null;
                priority?: string | number | boolean | null;
                assignee?: string | number | boolean | null;
                provider?: string | number | boolean | null;
                owning_group?: string | number | boolean | null;
                /** @description Words to look for. */
                q?: string | number | boolean | null;
                agent_state?: "assigned" | "unassigned" | "running" | "completed";
                agent_only?: boolean | string | null;
                /** @description id, title, class, status, priority, assignee, agent, updated_at, created_at, provider; anything else is updated_at. */
                sort_by?: string;
                sort_dir?: "asc" | "desc";
                /** @description next_cursor of the page before, with the same filters; sorted by id, updated_at, created_at. */
                cursor?: string;
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of tickets */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tickets: ({
                            id: number;
                            itop_ref: string;
                            itop_class: string;
                            title: string;
                            /** @description The first 2000 characters */
                            description: string;
                            status: string;
                            priority: string | null;
                            impact: number | null;
                            urgency: number | null;
                            assignee: string | null;
                            assignee_team: string | null;
                            agent_id: number | null;
                            opened_by_name: string | null;
                            opened_by_email: string | null;
                            requester_name: string | null;
                            requester_email: string | null;
                            affected_user_name: string | null;
                            affected_user_email: string | null;
                            owning_group: string | null;
                            security_classification: string;
                            access_scope: {
                                [key: string]: unknown;
                            };
                            provider: string;
                            provider_ref: string | null;
                            provider_class: string | null;
                            provider_url: string | null;
                            provider_sync_status: string;
                            provider_last_error: string | null;
                            provider_payload_summary: {
                                [key: string]: unknown;
                            } | null;
                            /** @description What happens next, when no status word says it */
                            waiting_for: string | null;
                            worked_by: string | null;
                            resolution: string | null;
                            helped: boolean | null;
                            /** @description Raised by every change of the ticket itself; its ETag */
                            version: number;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                            synced_at: string | null;
                            description_truncated: boolean;
                            agent_status: string | null;
                            agent_model: string | null;
                            agent_started: string | null;
                            external_url: string | null;
                        } & {
                            [key: string]: unknown;
                        })[];
                        /** @description Exact up to 10000; beyond it is 10000 */
                        total: number;
                        total_is_exact: boolean;
                        limit: number;
                        offset: number;
                        /** @description Null at the end, and in orders that have no cursor */
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    postTickets: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    title: string | number | boolean;
                    description?: string | number | boolean | null;
                    ticket_class?: string | number | boolean | null;
                    status?: string | number | boolean | null;
                    priority?: string | number | boolean | null;
                    provider?: string | number | boolean | null;
                    provider_ref?: string | number | boolean | null;
                    provider_class?: string | number | boolean | null;
                    sync_provider?: boolean | string | null;
                    created_by?: string | number | boolean | null;
                    auto_assign?: boolean | string | null;
                    assignee_team?: string | number | boolean | null;
                    owning_group?: string | number | boolean | null;
                    opened_by_name?: string | number | boolean | null;
                    opened_by_email?: string | number | boolean | null;
                    requester_name?: string | number | boolean | null;
                    requester_email?: string | number | boolean | null;
                    affected_user_name?: string | number | boolean | null;
                    affected_user_email?: string | number | boolean | null;
                    /**
                     * @default internal
                     * @enum {string}
                     */
                    security_classification?: "public" | "internal" | "confidential" | "restricted" | "secret";
                    access_scope?: {
                        [key: string]: unknown;
                    } | null;
                };
            };
        };
        responses: {
            /** @description The ticket */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        itop_ref: string;
                        itop_class: string;
                        title: string;
                        description: string;
                        status: string;
                        priority: string | null;
                        impact: number | null;
                        urgency: number | null;
                        assignee: string | null;
                        assignee_team: string | null;
                        agent_id: number | null;
                        opened_by_name: string | null;
                        opened_by_email: string | null;
                        requester_name: string | null;
                        requester_email: string | null;
                        affected_user_name: string | null;
                        affected_user_email: string | null;
                        owning_group: string | null;
                        security_classification: string;
                        access_scope: {
                            [key: string]: unknown;
                        };
                        provider: string;
                        provider_ref: string | null;
                        provider_class: string | null;
                        provider_url: string | null;
                        provider_sync_status: string;
                        provider_last_error: string | null;
                        provider_payload_summary: {
                            [key: string]: unknown;
                        } | null;
                        /** @description What happens next, when no status word says it */
                        waiting_for: string | null;
                        worked_by: string | null;
                        resolution: string | null;
                        helped: boolean | null;
                        /** @description Raised by every change of the ticket itself; its ETag */
                        version: number;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                        synced_at: string | null;
                        external_url: string | null;
                        auto_assignment?: {
                            status: string;
                        } & {
                            [key: string]: unknown;
                        };
                        /** @constant */
                        _idempotent_replay?: true;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    getTicketsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the ticket. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ticket */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        itop_ref: string;
                        itop_class: string;
                        title: string;
                        description: string;
                        status: string;
                        priority: string | null;
                        impact: number | null;
                        urgency: number | null;
                        assignee: string | null;
                        assignee_team: string | null;
                        agent_id: number | null;
                        opened_by_name: string | null;
                        opened_by_email: string | null;
                        requester_name: string | null;
                        requester_email: string | null;
                        affected_user_name: string | null;
                        affected_user_email: string | null;
                        owning_group: string | null;
                        security_classification: string;
                        access_scope: {
                            [key: string]: unknown;
                        };
                        provider: string;
                        provider_ref: string | null;
                        provider_class: string | null;
                        provider_url: string | null;
                        provider_sync_status: string;
                        provider_last_error: string | null;
                        provider_payload_summary: {
                            [key: string]: unknown;
                        } | null;
                        /** @description What happens next, when no status word says it */
                        waiting_for: string | null;
                        worked_by: string | null;
                        resolution: string | null;
                        helped: boolean | null;
                        /** @description Raised by every change of the ticket itself; its ETag */
                        version: number;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                        synced_at: string | null;
                        external_url: string | null;
                        agent_instance_id: number | null;
                        agent_status: string | null;
                        agent_model: string | null;
                        agent_heartbeat: string | null;
                        agent_started: string | null;
                        agent_error: string | null;
                        change_requests: ({
                            id: number;
                            action: string;
                            state: string;
                            status: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    putTicketsById: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what was read: it is changed only while that is its version, else the answer is 412.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the ticket. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    status?: string | number | boolean | null;
                    actor?: string | number | boolean | null;
                    reason?: string | number | boolean | null;
                    close_provider?: boolean | string | null;
                };
            };
        };
        responses: {
            /** @description The new status */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        status: string;
                        ticket_id: number;
                        note_id: number;
                        provider_result: {
                            status: string;
                        } & {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
    };
    postTicketsById: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what was read: it is changed only while that is its version, else the answer is 412.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the ticket. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    status?: string | number | boolean | null;
                    actor?: string | number | boolean | null;
                    reason?: string | number | boolean | null;
                    close_provider?: boolean | string | null;
                };
            };
        };
        responses: {
            /** @description The new status */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        status: string;
                        ticket_id: number;
                        note_id: number;
                        provider_result: {
                            status: string;
                        } & {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
    };
    patchTicketsById: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what was read: it is changed only while that is its version, else the answer is 412.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the ticket. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    status?: string | number | boolean | null;
                    actor?: string | number | boolean | null;
                    reason?: string | number | boolean | null;
                    close_provider?: boolean | string | null;
                };
            };
        };
        responses: {
            /** @description The new status */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        status: string;
                        ticket_id: number;
                        note_id: number;
                        provider_result: {
                            status: string;
                        } & {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
    };
    getTicketsByIdContext: {
        parameters: {
            query?: {
                /** @description The newest of them, oldest first */
                notes_limit?: number;
                attachments_limit?: number;
                change_requests_limit?: number;
                access_requests_limit?: number;
                tasks_limit?: number;
                steering_events_limit?: number;
                model_turn_events_limit?: number;
                postmortems_limit?: number;
                related_tickets_limit?: number;
                knowledge_articles_limit?: number;
                workflows_limit?: number;
                skills_limit?: number;
                /** @description Bytes of JSON at most; what has to go for it is counted in left_out */
                max_bytes?: number;
            };
            header?: never;
            path: {
                /** @description Id of the ticket. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The context */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ticket: {
                            id: number;
                            itop_ref: string;
                            itop_class: string;
                            title: string;
                            description: string;
                            status: string;
                            priority: string | null;
                            impact: number | null;
                            urgency: number | null;
                            assignee: string | null;
                            assignee_team: string | null;
                            agent_id: number | null;
                            opened_by_name: string | null;
                            opened_by_email: string | null;
                            requester_name: string | null;
                            requester_email: string | null;
                            affected_user_name: string | null;
                            affected_user_email: string | null;
                            owning_group: string | null;
                            security_classification: string;
                            access_scope: {
                                [key: string]: unknown;
                            };
                            provider: string;
                            provider_ref: string | null;
                            provider_class: string | null;
                            provider_url: string | null;
                            provider_sync_status: string;
                            provider_last_error: string | null;
                            provider_payload_summary: {
                                [key: string]: unknown;
                            } | null;
                            /** @description What happens next, when no status word says it */
                            waiting_for: string | null;
                            worked_by: string | null;
                            resolution: string | null;
                            helped: boolean | null;
                            /** @description Raised by every change of the ticket itself; its ETag */
                            version: number;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                            synced_at: string | null;
                            external_url: string | null;
                        } & {
                            [key: string]: unknown;
                        };
                        notes: ({
                            id: number;
                            source: string;
                            author: string;
                            body: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                        attachments: {
                            [key: string]: unknown;
                        }[];
                        change_requests: {
                            [key: string]: unknown;
                        }[];
                        access_requests: {
                            [key: string]: unknown;
                        }[];
                        tasks: {
                            [key: string]: unknown;
                        }[];
                        steering_events: {
                            [key: string]: unknown;
                        }[];
                        model_turn_events: {
                            [key: string]: unknown;
                        }[];
                        postmortems: {
                            [key: string]: unknown;
                        }[];
                        related_tickets: {
                            [key: string]: unknown;
                        }[];
                        knowledge_articles: {
                            [key: string]: unknown;
                        }[];
                        workflows: {
                            [key: string]: unknown;
                        }[];
                        skills: {
                            [key: string]: unknown;
                        }[];
                        /** @description How many rows of which kind are not here, when any were left out */
                        left_out?: {
                            [key: string]: number;
                        };
                    };
                };
            };
        };
    };
    postTicketsByIdNotes: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what was read: it is changed only while that is its version, else the answer is 412.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the ticket. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    body?: string | number | boolean | null;
                    note?: string | number | boolean | null;
                    content?: string | number | boolean | null;
                    title?: string | number | boolean | null;
                    author?: string | number | boolean | null;
                    source?: string | number | boolean | null;
                    /**
                     * @default internal
                     * @enum {string}
                     */
                    visibility?: "internal" | "user" | "public";
                    external_ref?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description The note */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        ticket_id: number;
                        /** @constant */
                        status: "created";
                        steering: {
                            /** @enum {string} */
                            status: "created" | "no_active_agent" | "skipped" | "error" | "not_checked";
                            events: {
                                id: number;
                                agent_id: number;
                                task_id: number | null;
                                delivered: boolean;
                            }[];
                            reason?: string;
                        };
                    };
                };
            };
        };
    };
    postTicketsByIdStatus: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what was read: it is changed only while that is its version, else the answer is 412.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the ticket. */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    status: string | number | boolean;
                    actor?: string | number | boolean | null;
                    reason?: string | number | boolean | null;
                    close_provider?: boolean | string | null;
                };
            };
        };
        responses: {
            /** @description The new status */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        status: string;
                        ticket_id: number;
                        note_id: number;
                        provider_result: {
                            status: string;
                        } & {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
    };
    postTicketsByIdAssignment: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what was read: it is changed only while that is its version, else the answer is 412.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the ticket. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    assignee_team?: string | number | boolean | null;
                    owning_group?: string | number | boolean | null;
                    assignee?: string | number | boolean | null;
                    escalation_tier?: string | number | boolean | null;
                    priority?: string | number | boolean | null;
                    actor?: string | number | boolean | null;
                    reason?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description The ticket */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "updated";
                        ticket: {
                            id: number;
                            itop_ref: string;
                            itop_class: string;
                            title: string;
                            description: string;
                            status: string;
                            priority: string | null;
                            impact: number | null;
                            urgency: number | null;
                            assignee: string | null;
                            assignee_team: string | null;
                            agent_id: number | null;
                            opened_by_name: string | null;
                            opened_by_email: string | null;
                            requester_name: string | null;
                            requester_email: string | null;
                            affected_user_name: string | null;
                            affected_user_email: string | null;
                            owning_group: string | null;
                            security_classification: string;
                            access_scope: {
                                [key: string]: unknown;
                            };
                            provider: string;
                            provider_ref: string | null;
                            provider_class: string | null;
                            provider_url: string | null;
                            provider_sync_status: string;
                            provider_last_error: string | null;
                            provider_payload_summary: {
                                [key: string]: unknown;
                            } | null;
                            /** @description What happens next, when no status word says it */
                            waiting_for: string | null;
                            worked_by: string | null;
                            resolution: string | null;
                            helped: boolean | null;
                            /** @description Raised by every change of the ticket itself; its ETag */
                            version: number;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                            synced_at: string | null;
                        } & {
                            [key: string]: unknown;
                        };
                        note_id: number;
                    };
                };
            };
        };
    };
    postTicketsByIdContacts: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what was read: it is changed only while that is its version, else the answer is 412.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the ticket. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    opened_by_name?: string | number | boolean | null;
                    opened_by_email?: string | number | boolean | null;
                    requester_name?: string | number | boolean | null;
                    requester_email?: string | number | boolean | null;
                    affected_user_name?: string | number | boolean | null;
                    affected_user_email?: string | number | boolean | null;
                    actor?: string | number | boolean | null;
                    reason?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description The ticket and the note about it */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "updated" | "skipped";
                        /** @constant */
                        reason?: "no_contact_fields";
                        ticket?: {
                            id: number;
                            itop_ref: string;
                            itop_class: string;
                            title: string;
                            description: string;
                            status: string;
                            priority: string | null;
                            impact: number | null;
                            urgency: number | null;
                            assignee: string | null;
                            assignee_team: string | null;
                            agent_id: number | null;
                            opened_by_name: string | null;
                            opened_by_email: string | null;
                            requester_name: string | null;
                            requester_email: string | null;
                            affected_user_name: string | null;
                            affected_user_email: string | null;
                            owning_group: string | null;
                            security_classification: string;
                            access_scope: {
                                [key: string]: unknown;
                            };
                            provider: string;
                            provider_ref: string | null;
                            provider_class: string | null;
                            provider_url: string | null;
                            provider_sync_status: string;
                            provider_last_error: string | null;
                            provider_payload_summary: {
                                [key: string]: unknown;
                            } | null;
                            /** @description What happens next, when no status word says it */
                            waiting_for: string | null;
                            worked_by: string | null;
                            resolution: string | null;
                            helped: boolean | null;
                            /** @description Raised by every change of the ticket itself; its ETag */
                            version: number;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                            synced_at: string | null;
                        } & {
                            [key: string]: unknown;
                        };
                        note?: {
                            id: number;
                            ticket_id: number;
                            /** @constant */
                            status: "created";
                            steering: {
                                /** @enum {string} */
                                status: "created" | "no_active_agent" | "skipped" | "error" | "not_checked";
                                events: {
                                    id: number;
                                    agent_id: number;
                                    task_id: number | null;
                                    delivered: boolean;
                                }[];
                                reason?: string;
                            };
                        };
                    };
                };
            };
        };
    };
    postTicketsByIdRequestInfo: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what was read: it is changed only while that is its version, else the answer is 412.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the ticket. */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    question: string | number | boolean;
                    contact_method?: string | number | boolean | null;
                    recipient?: string | number | boolean | null;
                    context?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description The ticket waits */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "awaiting_user_response";
                        ticket_id: number;
                        note_id: number;
                    };
                };
            };
        };
    };
    postTicketsByIdUserResponse: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what was read: it is changed only while that is its version, else the answer is 412.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the ticket. */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    response: string | number | boolean;
                    responder_name?: string | number | boolean | null;
                    responder_email?: string | number | boolean | null;
                    resume_agent?: boolean | string | null;
                };
            };
        };
        responses: {
            /** @description Recorded */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "user_response_recorded";
                        ticket_id: number;
                        note_id: number;
                        resume: {
                            status: string;
                        } & {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
    };
    postTicketsByIdUnassignAgent: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what was read: it is changed only while that is its version, else the answer is 412.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the ticket. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Unassigned */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "agent_unassigned";
                        ticket_id: number;
                        agent_id: number;
                        /**
                         * @description stopping: its process is being ended now
                         * @enum {string}
                         */
                        agent_status: "stopping" | "terminated";
                    };
                };
            };
        };
    };
    getProviders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The providers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        providers: {
                            name: string;
                            ticket_classes: string[];
                            configured: boolean;
                            label: string;
                            /** @description What it is told: create, update, note, attachment, close */
                            takes: string[];
                            /** @description Whether changes there are taken in */
                            syncs_back: boolean;
                            /** @description Pushes that are not done yet */
                            waiting: number;
                            /** @description Pushes that were refused for good */
                            dead: number;
                            paused_until: string | null;
                            last_sync_at: string | null;
                            last_error: string | null;
                        }[];
                    };
                };
            };
        };
    };
    postProvidersByProviderSyncAll: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description local, itop, servicenow, jira or generic-webhook
                 * @example itop
                 */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was taken in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        provider: string;
                        /** @enum {string} */
                        status: "synced" | "local_only" | "not_supported";
                        synced: number;
                        errors: number;
                        new: number;
                        /** @description There is more; the next look goes on from here */
                        more: boolean;
                        /** @description Classes that another process reads at this moment */
                        busy: string[];
                    };
                };
            };
        };
    };
    postProvidersByProviderSyncTicket: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description local, itop, servicenow, jira or generic-webhook
                 * @example itop
                 */
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Class of the ticket at the provider */
                    ticket_class: string | number | boolean;
                    /** @description Its reference there; for iTop the numeric id */
                    ticket_ref: string | number | boolean;
                };
            };
        };
        responses: {
            /** @description The ticket here */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "synced" | "local_only";
                        provider: string;
                        itop_ref: string;
                        itop_class: string;
                        is_new: boolean;
                        ticket_id: number | null;
                        auto_assignment: ({
                            status: string;
                        } & {
                            [key: string]: unknown;
                        }) | null;
                    };
                };
            };
        };
    };
    postTicketsSyncAll: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": string | {
                    provider?: string | number | boolean | null;
                } | null;
            };
        };
        responses: {
            /** @description What was taken in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        provider: string;
                        /** @enum {string} */
                        status: "synced" | "local_only" | "not_supported";
                        synced: number;
                        errors: number;
                        new: number;
                        /** @description There is more; the next look goes on from here */
                        more: boolean;
                        /** @description Classes that another process reads at this moment */
                        busy: string[];
                    };
                };
            };
        };
    };
    postTicketsByIdSync: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the ticket. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ticket here */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "synced" | "local_only";
                        provider: string;
                        itop_ref: string;
                        itop_class: string;
                        is_new: boolean;
                        ticket_id: number | null;
                        auto_assignment: ({
                            status: string;
                        } & {
                            [key: string]: unknown;
                        }) | null;
                    };
                };
            };
        };
    };
    postTicketsByIdPushProvider: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what was read: it is changed only while that is its version, else the answer is 412.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the ticket. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    provider?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description It is there */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "created" | "already_there" | "local_only" | "queued";
                        provider: string;
                        ticket_id: number;
                        provider_ref: string | null;
                        provider_class: string | null;
                        provider_url: string | null;
                        provider_sync_status: string;
                        provider_last_error: string | null;
                    };
                };
            };
            /** @description The provider cannot be reached; it is tried again by itself */
            202: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "created" | "already_there" | "local_only" | "queued";
                        provider: string;
                        ticket_id: number;
                        provider_ref: string | null;
                        provider_class: string | null;
                        provider_url: string | null;
                        provider_sync_status: string;
                        provider_last_error: string | null;
                    };
                };
            };
        };
    };
    getTicketsByIdAttachments: {
        parameters: {
            query?: {
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path: {
                /** @description Id of the ticket. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of attachments */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        attachments: ({
                            id: number;
                            ticket_id: number;
                            note_id: number | null;
                            filename: string;
                            content_type: string | null;
                            storage_ref: string | null;
                            sha256: string | null;
                            size_bytes: number | null;
                            /** @enum {string} */
                            visibility: "internal" | "user" | "public";
                            /** @description Whether the content is kept here */
                            stored: boolean;
                            uploaded_by: string;
                            metadata: {
                                [key: string]: unknown;
                            };
                            content_url: string | null;
                            /** Format: date-time */
                            created_at: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                        total: number;
                        limit: number;
                        offset: number;
                    };
                };
            };
        };
    };
    postTicketsByIdAttachments: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what was read: it is changed only while that is its version, else the answer is 412.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the ticket. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    filename?: string | number | boolean | null;
                    content_type?: string | number | boolean | null;
                    storage_ref?: string | number | boolean | null;
                    sha256?: string | null;
                    size_bytes?: number | null;
                    note_id?: number | null;
                    visibility?: ("internal" | "user" | "public") | null;
                    metadata?: {
                        [key: string]: unknown;
                    } | null;
                };
            };
        };
        responses: {
            /** @description The attachment */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        ticket_id: number;
                        /** @constant */
                        status: "created";
                    };
                };
            };
        };
    };
    postTicketsByIdAttachmentsContent: {
        parameters: {
            query?: {
                /** @description Name of the file that is the body itself. Without it the body is JSON. */
                filename?: string | number | boolean | null;
                /** @description What the content has to hash to. */
                sha256?: string | null;
                note_id?: number | null;
                visibility?: ("internal" | "user" | "public") | null;
            };
            header?: {
                /**
                 * @description The ETag of what was read: it is changed only while that is its version, else the answer is 412.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the ticket. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    filename?: string | number | boolean | null;
                    content_type?: string | number | boolean | null;
                    data_base64?: string | null;
                    sha256?: string | null;
                    note_id?: number | null;
                    visibility?: ("internal" | "user" | "public") | null;
                    metadata?: {
                        [key: string]: unknown;
                    } | null;
                };
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description The attachment */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        ticket_id: number;
                        /** @constant */
                        status: "created";
                        filename: string;
                        content_type: string;
                        sha256: string;
                        size_bytes: number;
                        /** @enum {string} */
                        visibility: "internal" | "user" | "public";
                        content_url: string;
                    };
                };
            };
        };
    };
    getTicketsByIdAttachmentsByAttachmentId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the ticket. */
                id: number;
                /** @description Id of the attachment. */
                attachment_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The attachment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        ticket_id: number;
                        note_id: number | null;
                        filename: string;
                        content_type: string | null;
                        storage_ref: string | null;
                        sha256: string | null;
                        size_bytes: number | null;
                        /** @enum {string} */
                        visibility: "internal" | "user" | "public";
                        /** @description Whether the content is kept here */
                        stored: boolean;
                        uploaded_by: string;
                        metadata: {
                            [key: string]: unknown;
                        };
                        content_url: string | null;
                        /** Format: date-time */
                        created_at: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    getTicketsByIdAttachmentsByAttachmentIdContent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the ticket. */
                id: number;
                /** @description Id of the attachment. */
                attachment_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The content */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
        };
    };
    postIntakeClassify: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    message?: string | number | boolean;
                    title?: string | number | boolean | null;
                    category?: string | number | boolean | null;
                    requester_email?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description The classification */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        classification: {
                            rule_id: number | null;
                            rule_name: string;
                            intent: string;
                            confidence: number;
                            ticket_class: string;
                            priority: string;
                            assignment_group: string;
                            approval_required: boolean;
                            approval_action: string | null;
                            risk_level: string;
                            auto_assign_agent: boolean;
                            auto_agent_model: string | null;
                            auto_agent_prompt: string | null;
                            raci: {
                                responsible: string;
                                accountable: string;
                                consulted: string[];
                                informed: string[];
                            };
                            knowledge_tags: string[];
                            matched_keywords: string[];
                            score: number;
                            also: {
                                rule_id: number;
                                assignment_group: string;
                            }[];
                            workflow: {
                                id: number;
                                name: string;
                                workflow_key: string;
                            } | null;
                            related_tickets: {
                                id: number;
                                itop_ref: string;
                                itop_class: string;
                                title: string;
                                status: string;
                                provider: string;
                                provider_ref: string | null;
                                /** Format: date-time */
                                updated_at: string;
                            }[];
                            knowledge_articles: {
                                id: number;
                                title: string;
                                category: string | null;
                                source: string;
                                tags: unknown[];
                                /** Format: date-time */
                                updated_at: string;
                            }[];
                        };
                    };
                };
            };
        };
    };
    postIntakeClarify: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    message?: string | number | boolean;
                    title?: string | number | boolean | null;
                    category?: string | number | boolean | null;
                    requester_email?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description The questions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        classification: {
                            rule_id: number | null;
                            rule_name: string;
                            intent: string;
                            confidence: number;
                            ticket_class: string;
                            priority: string;
                            assignment_group: string;
                            approval_required: boolean;
                            approval_action: string | null;
                            risk_level: string;
                            auto_assign_agent: boolean;
                            auto_agent_model: string | null;
                            auto_agent_prompt: string | null;
                            raci: {
                                responsible: string;
                                accountable: string;
                                consulted: string[];
                                informed: string[];
                            };
                            knowledge_tags: string[];
                            matched_keywords: string[];
                            score: number;
                            also: {
                                rule_id: number;
                                assignment_group: string;
                            }[];
                            workflow: {
                                id: number;
                                name: string;
                                workflow_key: string;
                            } | null;
                            related_tickets: {
                                id: number;
                                itop_ref: string;
                                itop_class: string;
                                title: string;
                                status: string;
                                provider: string;
                                provider_ref: string | null;
                                /** Format: date-time */
                                updated_at: string;
                            }[];
                            knowledge_articles: {
                                id: number;
                                title: string;
                                category: string | null;
                                source: string;
                                tags: unknown[];
                                /** Format: date-time */
                                updated_at: string;
                            }[];
                        };
                        questions: string[];
                        choices: string[];
                        needs_clarification: boolean;
                    };
                };
            };
        };
    };
    postIntakeSubmit: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    message?: string | number | boolean;
                    title?: string | number | boolean | null;
                    category?: string | number | boolean | null;
                    requester_email?: string | number | boolean | null;
                    requester_name?: string | number | boolean | null;
                    affected_user_name?: string | number | boolean | null;
                    affected_user_email?: string | number | boolean | null;
                    channel?: string | number | boolean | null;
                    attachments?: ((string | number | boolean) | {
                        filename: string | number | boolean;
                        content_type?: string | number | boolean | null;
                        storage_ref?: string | number | boolean | null;
                        sha256?: string | number | boolean | null;
                        size_bytes?: number | null;
                    })[];
                    provider?: string | number | boolean | null;
                    sync_provider?: boolean | string | null;
                    auto_assign?: boolean | string | null;
                };
            };
        };
        responses: {
            /** @description The ticket and what was made of the request */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        intake_id: number;
                        ticket: {
                            id: number;
                            itop_ref: string;
                            itop_class: string;
                            title: string;
                            description: string;
                            status: string;
                            priority: string | null;
                            impact: number | null;
                            urgency: number | null;
                            assignee: string | null;
                            assignee_team: string | null;
                            agent_id: number | null;
                            opened_by_name: string | null;
                            opened_by_email: string | null;
                            requester_name: string | null;
                            requester_email: string | null;
                            affected_user_name: string | null;
                            affected_user_email: string | null;
                            owning_group: string | null;
                            security_classification: string;
                            access_scope: {
                                [key: string]: unknown;
                            };
                            provider: string;
                            provider_ref: string | null;
                            provider_class: string | null;
                            provider_url: string | null;
                            provider_sync_status: string;
                            provider_last_error: string | null;
                            provider_payload_summary: {
                                [key: string]: unknown;
                            } | null;
                            /** @description What happens next, when no status word says it */
                            waiting_for: string | null;
                            worked_by: string | null;
                            resolution: string | null;
                            helped: boolean | null;
                            /** @description Raised by every change of the ticket itself; its ETag */
                            version: number;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                            synced_at: string | null;
                        } & {
                            [key: string]: unknown;
                        };
                        change_id: number | null;
                        gate_refused: {
                            error: string;
                            detail: string;
                        } | null;
                        classification: {
                            rule_id: number | null;
                            rule_name: string;
                            intent: string;
                            confidence: number;
                            ticket_class: string;
                            priority: string;
                            assignment_group: string;
                            approval_required: boolean;
                            approval_action: string | null;
                            risk_level: string;
                            auto_assign_agent: boolean;
                            auto_agent_model: string | null;
                            auto_agent_prompt: string | null;
                            raci: {
                                responsible: string;
                                accountable: string;
                                consulted: string[];
                                informed: string[];
                            };
                            knowledge_tags: string[];
                            matched_keywords: string[];
                            score: number;
                            also: {
                                rule_id: number;
                                assignment_group: string;
                            }[];
                            workflow: {
                                id: number;
                                name: string;
                                workflow_key: string;
                            } | null;
                            related_tickets: {
                                id: number;
                                itop_ref: string;
                                itop_class: string;
                                title: string;
                                status: string;
                                provider: string;
                                provider_ref: string | null;
                                /** Format: date-time */
                                updated_at: string;
                            }[];
                            knowledge_articles: {
                                id: number;
                                title: string;
                                category: string | null;
                                source: string;
                                tags: unknown[];
                                /** Format: date-time */
                                updated_at: string;
                            }[];
                        };
                        auto_assignment: {
                            /** @enum {string} */
                            status: "skipped" | "assigned" | "error";
                            reason?: string;
                            rule_id?: number;
                            score?: number;
                            agent_id?: number;
                            task_id?: number;
                        } & {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
    };
    getIntakeSessions: {
        parameters: {
            query?: {
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sessions: ({
                            id: number;
                            requester_name: string | null;
                            requester_email: string | null;
                            channel: string;
                            message: string;
                            attachments: unknown[];
                            classification: {
                                [key: string]: unknown;
                            };
                            ticket_id: number | null;
                            ticket_title: string | null;
                            ticket_status: string | null;
                            status: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                        total: number;
                    };
                };
            };
        };
    };
    getIntakeRaci: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Groups by name, rules by id */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        groups: {
                            id: number;
                            name: string;
                            description: string;
                            default_assignee: string | null;
                            risk_level: string;
                            enabled: boolean;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                        }[];
                        rules: {
                            id: number;
                            name: string;
                            intent: string;
                            keywords: string[];
                            ticket_class: string;
                            priority: string;
                            assignment_group: string;
                            responsible: string;
                            accountable: string;
                            consulted: string[];
                            informed: string[];
                            approval_required: boolean;
                            approval_action: string | null;
                            risk_level: string;
                            knowledge_tags: string[];
                            auto_assign_agent: boolean;
                            auto_agent_model: string | null;
                            auto_agent_prompt: string | null;
                            security_classification: string;
                            weight: number;
                            enabled: boolean;
                            edited_at: string | null;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                        }[];
                    };
                };
            };
        };
    };
    postIntakeRaciGroups: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string | number | boolean;
                    description?: string | number | boolean;
                    default_assignee?: string | number | boolean | null;
                    risk_level?: string | number | boolean;
                    enabled?: boolean | string | null;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        /** @enum {string} */
                        status: "saved" | "updated" | "disabled";
                    };
                };
            };
        };
    };
    putIntakeRaciGroupsById: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the group. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    name?: string | number | boolean;
                    description?: string | number | boolean;
                    default_assignee?: string | number | boolean | null;
                    risk_level?: string | number | boolean;
                    enabled?: boolean | string | null;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        /** @enum {string} */
                        status: "saved" | "updated" | "disabled";
                    };
                };
            };
        };
    };
    deleteIntakeRaciGroupsById: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the group. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        /** @enum {string} */
                        status: "saved" | "updated" | "disabled";
                    };
                };
            };
        };
    };
    postIntakeRaciRules: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string | number | boolean;
                    intent?: string | number | boolean;
                    keywords?: (string | number | boolean)[];
                    ticket_class?: string | number | boolean;
                    priority?: string | number | boolean;
                    assignment_group?: string | number | boolean;
                    responsible?: string | number | boolean;
                    accountable?: string | number | boolean;
                    consulted?: (string | number | boolean)[];
                    informed?: (string | number | boolean)[];
                    approval_required?: boolean | string | null;
                    approval_action?: string | number | boolean | null;
                    risk_level?: string | number | boolean;
                    knowledge_tags?: (string | number | boolean)[];
                    auto_assign_agent?: boolean | string | null;
                    auto_agent_model?: string | number | boolean | null;
                    auto_agent_prompt?: string | number | boolean | null;
                    security_classification?: string | number | boolean;
                    weight?: number;
                    enabled?: boolean | string | null;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        /** @enum {string} */
                        status: "saved" | "updated" | "disabled";
                    };
                };
            };
        };
    };
    putIntakeRaciRulesById: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the rule. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    name?: string | number | boolean;
                    intent?: string | number | boolean;
                    keywords?: (string | number | boolean)[];
                    ticket_class?: string | number | boolean;
                    priority?: string | number | boolean;
                    assignment_group?: string | number | boolean;
                    responsible?: string | number | boolean;
                    accountable?: string | number | boolean;
                    consulted?: (string | number | boolean)[];
                    informed?: (string | number | boolean)[];
                    approval_required?: boolean | string | null;
                    approval_action?: string | number | boolean | null;
                    risk_level?: string | number | boolean;
                    knowledge_tags?: (string | number | boolean)[];
                    auto_assign_agent?: boolean | string | null;
                    auto_agent_model?: string | number | boolean | null;
                    auto_agent_prompt?: string | number | boolean | null;
                    security_classification?: string | number | boolean;
                    weight?: number;
                    enabled?: boolean | string | null;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        /** @enum {string} */
                        status: "saved" | "updated" | "disabled";
                    };
                };
            };
        };
    };
    deleteIntakeRaciRulesById: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the rule. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        /** @enum {string} */
                        status: "saved" | "updated" | "disabled";
                    };
                };
            };
        };
    };
    postOpsChatMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description "respond-async" for 202 with an address to look at, instead of an answer that may take an hour. */
                Prefer?: string;
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    message: string | number | boolean;
                    requester_name?: string | number | boolean | null;
                    sender_name?: string | number | boolean | null;
                    requester_email?: string | number | boolean | null;
                    sender_email?: string | number | boolean | null;
                    session_id?: number | null;
                    channel?: string | number | boolean | null;
                    external_thread_id?: string | number | boolean | null;
                    matrix_room_id?: string | number | boolean | null;
                    spawn_agent?: boolean | string | null;
                    force_new_ticket?: boolean | string | null;
                    harness?: string | null;
                    agent_harness?: string | null;
                    attachments?: {
                        filename?: string | number | boolean | null;
                        /** @description The name, as events of Matrix say it. */
                        body?: string | number | boolean | null;
                        content_type?: string | number | boolean | null;
                        size_bytes?: number | null;
                        storage_ref?: string | number | boolean | null;
                        /** @description The content; also as a data: address. */
                        data_base64?: string | null;
                        content_base64?: string | null;
                        /** @description Where it is kept. It is written down, and never fetched. */
                        url?: string | number | boolean | null;
                        matrix_url?: string | number | boolean | null;
                        matrix_event_id?: string | number | boolean | null;
                        matrix_room_id?: string | number | boolean | null;
                    }[] | null;
                    model?: string | number | boolean | null;
                    agent_model?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description The outcome of the turn */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        session_id: number;
                        turn_id: number;
                        reply: string;
                        ticket_id: number | null;
                        created_ticket: boolean;
                        classification: {
                            [key: string]: unknown;
                        };
                        attachments: {
                            id: number;
                            filename: string;
                            content_type: string | null;
                            size_bytes: number | null;
                            sha256: string | null;
                            storage_ref: string | null;
                            /** @description Whether the content is kept here */
                            stored: boolean;
                            content_url: string | null;
                            /** @description The ticket that it belongs to by now */
                            ticket_id: number | null;
                            attachment_id: number | null;
                        }[];
                        harness: string;
                        model: string | null;
                        continued_ticket?: boolean;
                        /** @description Never: a message opens no gate. */
                        change_id?: null;
                        agent?: {
                            [key: string]: unknown;
                        };
                        question?: string;
                        choices?: string[];
                        artifacts?: {
                            [key: string]: unknown;
                        }[];
                        status_update?: unknown;
                        response?: unknown;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Taken in */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "accepted";
                        turn_id: number;
                        url: string;
                    };
                };
            };
        };
    };
    getOpsChatTurnsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the turn. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What has to be known of it, or how it ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        turn_id: number;
                        session_id: number;
                        harness: string;
                        model: string | null;
                        message: {
                            id: number;
                            body: string;
                            /** Format: date-time */
                            created_at: string;
                        };
                        requester: {
                            name: string;
                            email: string | null;
                        };
                        history: {
                            /** @enum {string} */
                            role: "user" | "assistant";
                            body: string;
                        }[];
                        tickets: {
                            id: number;
                            title: string;
                            status: string;
                            priority: string | null;
                            assignment_group: string | null;
                            provider: string;
                            provider_ref: string | null;
                            provider_sync_status: string;
                            provider_url: string | null;
                        }[];
                        /** @description What the turn before had asked */
                        question: {
                            id: number;
                            question: string;
                            choices: string[];
                            answer: string | null;
                        } | null;
                        force_new_ticket: boolean;
                        spawn_agent: boolean;
                        assignment_groups: string[];
                        attachments: {
                            id: number;
                            filename: string;
                            content_type: string | null;
                            size_bytes: number | null;
                            sha256: string | null;
                            storage_ref: string | null;
                            /** @description Whether the content is kept here */
                            stored: boolean;
                            content_url: string | null;
                            /** @description The ticket that it belongs to by now */
                            ticket_id: number | null;
                            attachment_id: number | null;
                        }[];
                        /**
                         * @description For everybody but the agent of the turn
                         * @enum {string}
                         */
                        status?: "queued" | "running";
                    } | ({
                        session_id: number;
                        turn_id: number;
                        reply: string;
                        ticket_id: number | null;
                        created_ticket: boolean;
                        classification: {
                            [key: string]: unknown;
                        };
                        attachments: {
                            id: number;
                            filename: string;
                            content_type: string | null;
                            size_bytes: number | null;
                            sha256: string | null;
                            storage_ref: string | null;
                            /** @description Whether the content is kept here */
                            stored: boolean;
                            content_url: string | null;
                            /** @description The ticket that it belongs to by now */
                            ticket_id: number | null;
                            attachment_id: number | null;
                        }[];
                        harness: string;
                        model: string | null;
                        continued_ticket?: boolean;
                        /** @description Never: a message opens no gate. */
                        change_id?: null;
                        agent?: {
                            [key: string]: unknown;
                        };
                        question?: string;
                        choices?: string[];
                        artifacts?: {
                            [key: string]: unknown;
                        }[];
                        status_update?: unknown;
                        response?: unknown;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
        };
    };
    getOpsChatTurnsByIdFilesByFileIdContent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the turn. */
                id: number;
                /** @description Id of the file. */
                file_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The content */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
        };
    };
    putOpsChatTurnsByIdResult: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the turn. */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    mode: "general" | "question" | "ticket" | "ticket-update" | "artifact";
                    reply?: string | number | boolean;
                    ticket_id?: number | null;
                    question?: string | number | boolean | null;
                    choices?: (string | number | boolean)[];
                    classification?: {
                        [key: string]: unknown;
                    } | null;
                    /** @default [] */
                    artifacts?: {
                        [key: string]: unknown;
                    }[];
                    status_update?: unknown;
                    response?: unknown;
                    agent?: {
                        [key: string]: unknown;
                    } | null;
                };
            };
        };
        responses: {
            /** @description Accepted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        accepted: true;
                        /** @enum {string} */
                        mode: "general" | "question" | "ticket" | "ticket-update" | "artifact";
                        reply: string;
                        ticket_id: number | null;
                    };
                };
            };
        };
    };
    getOpsChatSessions: {
        parameters: {
            query?: {
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of conversations */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sessions: ({
                            id: number;
                            requester_name: string;
                            requester_email: string | null;
                            channel: string;
                            external_thread_id: string | null;
                            /** @enum {string} */
                            consumer: "bot" | "external";
                            latest_ticket_id: number | null;
                            status: string;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                            message_count: number;
                            last_message_at: string | null;
                        } & {
                            [key: string]: unknown;
                        })[];
                        total: number;
                    };
                };
            };
        };
    };
    getOpsChatSessionsByIdMessages: {
        parameters: {
            query?: {
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path: {
                /** @description Id of the session. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Messages */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        session_id: number;
                        messages: {
                            id: number;
                            /** @enum {string} */
                            role: "user" | "assistant";
                            body: string;
                            metadata: {
                                [key: string]: unknown;
                            };
                            ticket_id: number | null;
                            /** Format: date-time */
                            created_at: string;
                        }[];
                        total: number;
                    };
                };
            };
        };
    };
    getOpsChatMatrixHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Health */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        status: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    getOpsChatOutboundPending: {
        parameters: {
            query?: {
                /** @description How many rows at most. */
                limit?: number;
                /** @description Only conversations whose external thread is a Matrix room. */
                matrix_only?: boolean | string | null;
                /** @description Only what is to be said about this ticket. */
                ticket_id?: number;
                /** @description Only what is to be said in this conversation. */
                session_id?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What waits, leased to the caller */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        events: {
                            /**
                             * @description Of the note, the same at every delivery.
                             * @example note:12
                             */
                            event_key: string;
                            session_id: number;
                            room_id: string | null;
                            ticket_id: number;
                            note_id: number;
                            source: string;
                            author: string;
                            /** @enum {string} */
                            audience: "user" | "public";
                            /** @description As it is to be said. */
                            body: string;
                            /** Format: date-time */
                            created_at: string;
                            /** @description How often it was handed out, this time included. */
                            attempts: number;
                            /**
                             * Format: date-time
                             * @description Until then nobody else gets it.
                             */
                            lease_until: string;
                        }[];
                        total: number;
                    };
                };
            };
        };
    };
    postOpsChatOutboundAck: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    event_key: string | number | boolean;
                    session_id: number;
                    body: string | number | boolean;
                    ticket_id?: number | null;
                    room_id?: string | number | boolean | null;
                    source?: string | number | boolean | null;
                    note_id?: number | null;
                };
            };
        };
        responses: {
            /** @description It does not come again */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "acked" | "already_acked";
                        message_id: number;
                    };
                };
            };
        };
    };
    getOpsChatOpenaiV1Models: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The list */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        object: "list";
                        data: {
                            id: string;
                            /** @constant */
                            object: "model";
                            created: number;
                            owned_by: string;
                        }[];
                        warning: string;
                    };
                };
            };
        };
    };
    postOpsChatOpenaiV1ChatCompletions: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    model?: string | number | boolean | null;
                    messages: ({
                        role: string;
                        content?: ((string | number | boolean) | (({
                            /** @constant */
                            type: "text";
                            text: string | number | boolean;
                        } & {
                            [key: string]: unknown;
                        }) | ({
                            type: string;
                        } & {
                            [key: string]: unknown;
                        }))[]) | null;
                    } & {
                        [key: string]: unknown;
                    })[];
                    stream?: boolean | string | null;
                    stream_options?: ({
                        include_usage?: boolean | string | null;
                    } & {
                        [key: string]: unknown;
                    }) | null;
                    /** @description Whom the words are of, where a service speaks for somebody. */
                    user?: string | number | boolean | null;
                    /** @description What OpenAI calls `user` by now. */
                    safety_identifier?: string | number | boolean | null;
                    metadata?: ({
                        /** @description Goes on in this session of the caller. */
                        session_id?: number | null;
                        /** @description Goes on in the session of this conversation. */
                        conversation_id?: string | number | boolean | null;
                        spawn_agent?: boolean | string | null;
                        force_new_ticket?: boolean | string | null;
                    } & {
                        [key: string]: unknown;
                    }) | null;
                };
            };
        };
        responses: {
            /** @description The answer, or a stream of its parts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @constant */
                        object: "chat.completion";
                        created: number;
                        model: string;
                        choices: {
                            index: number;
                            message: {
                                /** @constant */
                                role: "assistant";
                                content: string;
                                refusal: null;
                            };
                            logprobs: null;
                            /** @constant */
                            finish_reason: "stop";
                        }[];
                        usage: {
                            prompt_tokens: number;
                            completion_tokens: number;
                            total_tokens: number;
                        };
                        metadata: {
                            session_id: number | null;
                            ticket_id: number | null;
                            created_ticket: boolean;
                            agent: {
                                [key: string]: unknown;
                            } | null;
                        };
                    };
                    "text/event-stream": string;
                };
            };
        };
    };
    postTicketsByIdAssignAgent: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what was read: it is changed only while that is its version, else the answer is 412.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the ticket. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    model?: string | number | boolean | null;
                    harness?: string | null;
                    profile_id?: string | number | boolean | null;
                    prompt?: string | number | boolean | null;
                    requested_permissions?: (string | number | boolean)[];
                };
            };
        };
        responses: {
            /** @description Started, or left to a person */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "spawned";
                        agent_id: number;
                        task_id: number;
                        ticket_id: number;
                        model: string | null;
                        harness: string;
                        profile_id: string | null;
                        priority_rank: number;
                    } | {
                        /** @constant */
                        status: "waiting_for_person";
                        ticket_id: number;
                        group: string;
                        reason: string;
                    };
                };
            };
        };
    };
    postAgentsSpawn: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    model?: string | number | boolean | null;
                    harness?: string | null;
                    profile_id?: string | number | boolean | null;
                    prompt?: string | number | boolean | null;
                    requested_permissions?: (string | number | boolean)[];
                    ticket_id: number;
                    task_type?: string | number | boolean;
                };
            };
        };
        responses: {
            /** @description Started, or left to a person */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "spawned";
                        agent_id: number;
                        task_id: number;
                        ticket_id: number;
                        model: string | null;
                        harness: string;
                        profile_id: string | null;
                        priority_rank: number;
                    } | {
                        /** @constant */
                        status: "waiting_for_person";
                        ticket_id: number;
                        group: string;
                        reason: string;
                    };
                };
            };
        };
    };
    postAgentsCreateFromPrompt: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    model?: string | number | boolean | null;
                    harness?: string | null;
                    profile_id?: string | number | boolean | null;
                    prompt: string | number | boolean;
                    requested_permissions?: (string | number | boolean)[];
                };
            };
        };
        responses: {
            /** @description Started, or left to a person */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "spawned";
                        agent_id: number;
                        task_id: number;
                        ticket_id: number;
                        model: string | null;
                        harness: string;
                        profile_id: string | null;
                        priority_rank: number;
                    } | {
                        /** @constant */
                        status: "waiting_for_person";
                        ticket_id: number;
                        group: string;
                        reason: string;
                    };
                };
            };
        };
    };
    getAgents: {
        parameters: {
            query?: {
                status?: string | number | boolean | null;
                ticket_id?: number;
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of agents */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        agents: ({
                            id: number;
                            ticket_id: number | null;
                            model: string | null;
                            selected_model: string | null;
                            harness: string;
                            runtime_profile_id: string | null;
                            status: string;
                            started_at: string | null;
                            finished_at: string | null;
                            heartbeat: string | null;
                            assigned_by: string;
                            error_message: string | null;
                            attempts: number;
                            last_task_id: number | null;
                            /** Format: date-time */
                            created_at: string;
                            ticket_title: string | null;
                            ticket_status: string | null;
                            ticket_itop_ref: string | null;
                            current_task_id: number | null;
                            task_status: string | null;
                            task_progress_pct: number | null;
                            task_type: string | null;
                            task_error_message: string | null;
                            /** @description Since its last sign of life */
                            idle_seconds: number;
                            running_seconds: number;
                            task_working_seconds: number | null;
                            /** @description What its gates waited for people; null when it had none */
                            gate_wait_seconds: number | null;
                        } & {
                            [key: string]: unknown;
                        })[];
                        total: number;
                    };
                };
            };
        };
    };
    getAgentsTasks: {
        parameters: {
            query?: {
                status?: string | number | boolean | null;
                agent_id?: number;
                ticket_id?: number;
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of tasks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tasks: ({
                            id: number;
                            task_type: string;
                            status: string;
                            progress_pct: number;
                            attempt: number;
                            /** @description What the agent said at its end; null before that */
                            result: ({
                                /** @enum {string} */
                                outcome: "done" | "blocked" | "failed";
                                summary: string;
                                resolution: string | null;
                            } & {
                                [key: string]: unknown;
                            }) | null;
                            error_message: string | null;
                            started_at: string | null;
                            completed_at: string | null;
                            /** Format: date-time */
                            created_at: string;
                            agent_id: number;
                            ticket_id: number | null;
                            priority_rank: number;
                        } & {
                            [key: string]: unknown;
                        })[];
                        total: number;
                    };
                };
            };
        };
    };
    getAgentsRunnerHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Runners */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ok" | "no_runner";
                        runners: ({
                            id: string;
                            host: string;
                            pid: number;
                            /** @description What keeps programs from the platform, and whether approved plans run there */
                            isolation: {
                                kind: string;
                                sentence: string;
                                runs_plans: boolean;
                            } & {
                                [key: string]: unknown;
                            };
                            harnesses: ({
                                name: string;
                                /** @enum {string} */
                                state: "ready" | "not_installed" | "not_signed_in" | "broken";
                                version: string | null;
                                detail: string;
                                works: ("chat" | "tickets")[];
                                why: string | null;
                            } & {
                                [key: string]: unknown;
                            })[];
                            active_runs: string[];
                            max_concurrent: number;
                            /** Format: date-time */
                            started_at: string;
                            /** Format: date-time */
                            heartbeat_at: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                        harness: string | null;
                        chat_harness: string | null;
                        available_harnesses: {
                            name: string;
                        }[];
                        isolation: ({
                            kind: string;
                            sentence: string;
                            runs_plans: boolean;
                        } & {
                            [key: string]: unknown;
                        }) | null;
                        max_concurrent_agents: number;
                        queue_health: {
                            status: string;
                            queued_depth: number;
                            running: number;
                        };
                    };
                };
            };
        };
    };
    getAgentsTasksById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the task. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        task_id: number;
                        agent_id: number;
                        ticket_id: number | null;
                        task_type: string;
                        prompt: string;
                        attempt: number;
                        workflow: {
                            id: number;
                            name: string;
                            workflow_key: string;
                            blueprint: string | {
                                [key: string]: unknown;
                            } | unknown[];
                            /** @description By what the workflow was found for the ticket */
                            matched: string | null;
                        } | null;
                    };
                };
            };
        };
    };
    putAgentsTasksByIdResult: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the task. */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    outcome: "done" | "blocked" | "failed";
                    summary: string | number | boolean;
                    resolution?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description Accepted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        accepted: true;
                        /** @enum {string} */
                        outcome: "done" | "blocked" | "failed";
                    };
                };
            };
        };
    };
    getAgentsActive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The active agents */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        agents: ({
                            id: number;
                            ticket_id: number | null;
                            model: string | null;
                            selected_model: string | null;
                            harness: string;
                            runtime_profile_id: string | null;
                            status: string;
                            started_at: string | null;
                            finished_at: string | null;
                            heartbeat: string | null;
                            assigned_by: string;
                            error_message: string | null;
                            attempts: number;
                            last_task_id: number | null;
                            /** Format: date-time */
                            created_at: string;
                            ticket_title: string | null;
                            ticket_status: string | null;
                            ticket_itop_ref: string | null;
                            current_task_id: number | null;
                            task_status: string | null;
                            task_progress_pct: number | null;
                            task_type: string | null;
                            task_error_message: string | null;
                            /** @description Since its last sign of life */
                            idle_seconds: number;
                            running_seconds: number;
                            task_working_seconds: number | null;
                            /** @description What its gates waited for people; null when it had none */
                            gate_wait_seconds: number | null;
                        } & {
                            [key: string]: unknown;
                        })[];
                        count: number;
                        queue_health: {
                            status: string;
                            queued_depth: number;
                            running: number;
                        };
                    };
                };
            };
        };
    };
    getAgentsStats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        total: number;
                        active: number;
                        finished: number;
                        failed: number;
                        avg_duration_seconds: number | null;
                    };
                };
            };
        };
    };
    getAgentsProcesses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Runs of living runners */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Processes are known from the runners themselves; nothing is guessed from ps. */
                        ps_path: null;
                        exit_code: null;
                        header: string[];
                        processes: {
                            runner: string;
                            host: string;
                            pid: number;
                            run: string;
                        }[];
                        /** @description Ids of the tasks that a runner works now. */
                        active_processes: number[];
                    };
                };
            };
        };
    };
    getAgentsByIdTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the agent. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        task_type: string;
                        status: string;
                        progress_pct: number;
                        attempt: number;
                        /** @description What the agent said at its end; null before that */
                        result: ({
                            /** @enum {string} */
                            outcome: "done" | "blocked" | "failed";
                            summary: string;
                            resolution: string | null;
                        } & {
                            [key: string]: unknown;
                        }) | null;
                        error_message: string | null;
                        started_at: string | null;
                        completed_at: string | null;
                        /** Format: date-time */
                        created_at: string;
                        agent_id: number;
                        ticket_id: number | null;
                        prompt: string;
                        /** @description The last of what its program said */
                        output: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    getAgentsModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The configuration */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Raised by every change; 0 until somebody made one. */
                        version: number;
                        models: string[];
                        default_model: string | null;
                        default_harness: string | null;
                        setups: ({
                            name: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                        available_harnesses: {
                            name: string;
                        }[];
                        active_profile: string | null;
                        profiles: ({
                            id: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                        route_assignments: ({
                            scope_type: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                        max_concurrent_agents: number;
                        default_timeout_minutes: number;
                        reasoning_efforts: string[];
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    getAgentsConfig: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The configuration */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Raised by every change; 0 until somebody made one. */
                        version: number;
                        models: string[];
                        default_model: string | null;
                        default_harness: string | null;
                        setups: ({
                            name: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                        available_harnesses: {
                            name: string;
                        }[];
                        active_profile: string | null;
                        profiles: ({
                            id: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                        route_assignments: ({
                            scope_type: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                        max_concurrent_agents: number;
                        default_timeout_minutes: number;
                        reasoning_efforts: string[];
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    putAgentsConfig: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    active_profile?: (string | number | boolean) | "" | null;
                    profiles?: {
                        id: string | number | boolean;
                        name?: string | number | boolean;
                        description?: string | number | boolean;
                        /** @enum {string} */
                        harness: "hermes" | "claude-code" | "codex" | "builtin";
                        model?: string | null;
                        reasoning_effort?: string | null;
                        /** @default false */
                        fast_mode?: boolean;
                        timeout_minutes?: number;
                        max_concurrent_agents?: number;
                        fallbacks?: {
                            /** @enum {string} */
                            harness: "hermes" | "claude-code" | "codex" | "builtin";
                            model?: string | null;
                            route?: string | number | boolean;
                        }[];
                        skills?: (string | number | boolean)[];
                        notes?: string | number | boolean;
                    }[];
                    route_assignments?: {
                        /** @enum {string} */
                        scope_type: "platform_area" | "workflow_key" | "raci_group" | "ticket_class" | "condition";
                        scope_value: string | number | boolean;
                        profile_id: string | number | boolean;
                        /** @default true */
                        enabled?: boolean;
                        notes?: string | number | boolean;
                    }[];
                    setups?: {
                        name: string | number | boolean;
                        /** @enum {string} */
                        harness: "hermes" | "claude-code" | "codex" | "builtin";
                        model?: string | null;
                    }[];
                    models?: (string | number | boolean)[];
                    default_harness?: ("hermes" | "claude-code" | "codex" | "builtin") | "" | null;
                    default_model?: string | null;
                    max_concurrent_agents?: number;
                    default_timeout_minutes?: number;
                };
            };
        };
        responses: {
            /** @description The configuration as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Raised by every change; 0 until somebody made one. */
                        version: number;
                        models: string[];
                        default_model: string | null;
                        default_harness: string | null;
                        setups: ({
                            name: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                        available_harnesses: {
                            name: string;
                        }[];
                        active_profile: string | null;
                        profiles: ({
                            id: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                        route_assignments: ({
                            scope_type: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                        max_concurrent_agents: number;
                        default_timeout_minutes: number;
                        reasoning_efforts: string[];
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    getAgentsTasksByIdLogs: {
        parameters: {
            query?: {
                lines?: number;
            };
            header?: never;
            path: {
                /** @description Id of the task. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The last lines */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        task_id: number;
                        log_path: string;
                        content: string;
                    };
                };
            };
        };
    };
    getAgentsByIdLogs: {
        parameters: {
            query?: {
                lines?: number;
            };
            header?: never;
            path: {
                /** @description Id of the agent. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The last lines */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        task_id: number;
                        log_path: string;
                        content: string;
                    };
                };
            };
        };
    };
    postAgentsHeartbeatById: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the heartbeat. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "ok";
                        agent_id: number;
                        /** @constant */
                        valid: true;
                    };
                };
            };
        };
    };
    postAgentsByIdWake: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the agent. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It works, or another one was started */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        status: string;
                        source_agent_id?: number;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    postAgentsByIdRestart: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the agent. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Another one was started */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        status: string;
                        source_agent_id?: number;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    postAgentsByIdUpdate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the agent. */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    status: string | number | boolean;
                    error_message?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description Corrected */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "updated";
                        agent_id: number;
                        new_status: string;
                    };
                };
            };
        };
    };
    getAgentsByIdSteering: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the agent. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The last fifty, and how many there are */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        agent_id: number;
                        events: {
                            id: number;
                            agent_id: number;
                            ticket_id: number | null;
                            task_id: number | null;
                            note_id: number | null;
                            source: string;
                            author: string;
                            body: string;
                            /** @enum {string} */
                            status: "pending" | "delivered" | "acknowledged";
                            metadata: {
                                [key: string]: unknown;
                            };
                            created_at: string;
                            delivered_at: string | null;
                            acknowledged_at: string | null;
                        }[];
                        total: number;
                    };
                };
            };
        };
    };
    postAgentsByIdSteeringByEventIdAck: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the agent. */
                id: number;
                /** @description Id of the event. */
                event_id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    actor?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description Acknowledged */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "acknowledged";
                        event_id: number;
                        agent_id: number;
                    };
                };
            };
        };
    };
    getAgentsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the agent. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The agent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        ticket_id: number | null;
                        model: string | null;
                        selected_model: string | null;
                        harness: string;
                        runtime_profile_id: string | null;
                        status: string;
                        started_at: string | null;
                        finished_at: string | null;
                        heartbeat: string | null;
                        assigned_by: string;
                        error_message: string | null;
                        attempts: number;
                        last_task_id: number | null;
                        /** Format: date-time */
                        created_at: string;
                        ticket_title: string | null;
                        ticket_status: string | null;
                        ticket_itop_ref: string | null;
                        current_task_id: number | null;
                        task_status: string | null;
                        task_progress_pct: number | null;
                        task_type: string | null;
                        task_error_message: string | null;
                        /** @description Since its last sign of life */
                        idle_seconds: number;
                        running_seconds: number;
                        task_working_seconds: number | null;
                        /** @description What its gates waited for people; null when it had none */
                        gate_wait_seconds: number | null;
                        ticket_description: string | null;
                        current_task?: {
                            id: number;
                            task_type: string;
                            status: string;
                            progress_pct: number;
                            attempt: number;
                            /** @description What the agent said at its end; null before that */
                            result: ({
                                /** @enum {string} */
                                outcome: "done" | "blocked" | "failed";
                                summary: string;
                                resolution: string | null;
                            } & {
                                [key: string]: unknown;
                            }) | null;
                            error_message: string | null;
                            started_at: string | null;
                            completed_at: string | null;
                            /** Format: date-time */
                            created_at: string;
                        } & {
                            [key: string]: unknown;
                        };
                        change_requests: ({
                            id: number;
                            action: string;
                            target: string;
                            risk_level: string;
                            state: string;
                            /** Format: date-time */
                            requested_at: string;
                            decided_at: string | null;
                        } & {
                            [key: string]: unknown;
                        })[];
                        audit: ({
                            id: number;
                            actor: string;
                            channel: string;
                            action: string;
                            target: string | null;
                            result: string | null;
                            details: {
                                [key: string]: unknown;
                            };
                            /** Format: date-time */
                            created_at: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    postAgentsByIdStop: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the agent. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string | number | boolean;
                };
            };
        };
        responses: {
            /** @description Stopped or being stopped */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "stopped" | "stopping" | "not_active";
                        agent_id: number;
                    };
                };
            };
        };
    };
    getAgentsByIdVault: {
        parameters: {
            query?: {
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path: {
                /** @description Id of the agent. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The leases of the agent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        agent_id: number;
                        leases: {
                            id: number;
                            agent_id: number;
                            system: string;
                            resource_type: string;
                            resource_id: string;
                            action: string;
                            /** @description The name under which the broker finds the credential. */
                            credential_ref: string;
                            /** @enum {string} */
                            lease_status: "active" | "expired" | "revoked";
                            expires_at: string;
                            granted_by: string;
                            change_id: number | null;
                            revoked_at: string | null;
                            revoked_by: string | null;
                            revoke_reason: string | null;
                            created_at: string;
                        }[];
                        total: number;
                        /** @constant */
                        secret_values_returned: false;
                        note: string;
                    };
                };
            };
        };
    };
    postAgentsByIdVaultLease: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the agent. */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The system that holds the resource. */
                    system: string | number | boolean;
                    resource_type?: string | number | boolean | null;
                    resource_id?: string | number | boolean | null;
                    action?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description It holds one */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        allow: true;
                        lease_id: number;
                        agent_id: number;
                        system: string;
                        resource_type: string;
                        resource_id: string;
                        action: string;
                        credential_ref: string;
                        credential_value: null;
                        expires_at: string;
                        broker_trace: {
                            vault_provider: string;
                            resolver_mode: string;
                            system: string;
                            broker_mode: string;
                            /** @constant */
                            secret_values_returned: false;
                            /** @constant */
                            credential_value_returned: false;
                            credential_boundary: string;
                            /** @constant */
                            audited: true;
                            /** @enum {string} */
                            decision: "allow" | "deny";
                            reason: string;
                            human_summary: string;
                        };
                        note: string;
                    };
                };
            };
        };
    };
    postAgentsByIdVaultLeasesByLeaseIdRevoke: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the agent. */
                id: number;
                /** @description Id of the lease. */
                lease_id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description It is taken away */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "revoked";
                        lease_id: number;
                        agent_id: number;
                        revoked_at: string;
                        revoked_by: string;
                    };
                };
            };
        };
    };
    postChangesRequest: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    agent_id?: number | null;
                    ticket_id: number;
                    action: string | number | boolean;
                    target: string | number | boolean;
                    reason?: string | number | boolean;
                    command?: string | number | boolean | null;
                    risk_level?: string | number | boolean;
                    plan?: {
                        /** @constant */
                        kind: "argv";
                        argv: string[];
                        /** @default 60 */
                        timeout?: number;
                        rollback?: string | number | boolean;
                        blast_radius?: string | number | boolean;
                    } | {
                        /** @constant */
                        kind: "agent";
                        description: string | number | boolean;
                        rollback?: string | number | boolean;
                        blast_radius?: string | number | boolean;
                    } | {
                        /** @constant */
                        kind: "manual";
                        description: string | number | boolean;
                        rollback?: string | number | boolean;
                        blast_radius?: string | number | boolean;
                    };
                    /** @default {} */
                    approval_policy?: {
                        [key: string]: unknown;
                    };
                };
            };
        };
        responses: {
            /** @description The gate is open */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        change_id: number;
                        /**
                         * @description The four words that agents poll on; state has the exact one.
                         * @enum {string}
                         */
                        status: "pending" | "approved" | "rejected" | "completed";
                        /** @enum {string} */
                        state: "pending" | "approved" | "rejected" | "expired" | "withdrawn" | "superseded" | "executing" | "completed" | "failed" | "execution_expired" | "drifted";
                        already_open: boolean;
                        digest: string;
                        /** Format: date-time */
                        expires_at: string;
                        policy: {
                            id: string;
                            description: string;
                        };
                        may_approve: string[];
                    };
                };
            };
        };
    };
    getChanges: {
        parameters: {
            query?: {
                status?: "pending" | "approved" | "rejected" | "completed";
                state?: "pending" | "approved" | "rejected" | "expired" | "withdrawn" | "superseded" | "executing" | "completed" | "failed" | "execution_expired" | "drifted";
                agent_id?: number;
                ticket_id?: number;
                eligible?: "me";
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of changes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changes: ({
                            id: number;
                            /**
                             * @description The four words that agents poll on; state has the exact one.
                             * @enum {string}
                             */
                            status: "pending" | "approved" | "rejected" | "completed";
                            /** @enum {string} */
                            state: "pending" | "approved" | "rejected" | "expired" | "withdrawn" | "superseded" | "executing" | "completed" | "failed" | "execution_expired" | "drifted";
                            final: boolean;
                            state_reason: string | null;
                            approved_by: string | null;
                            approved_at: string | null;
                            rejected_reason: string | null;
                            result: string | null;
                            result_kind: ("verified" | "reported") | null;
                            action: string;
                            target: string;
                            risk_level: string;
                            /** Format: date-time */
                            requested_at: string;
                            /** Format: date-time */
                            expires_at: string;
                            execute_before: string | null;
                            agent_id: number | null;
                            ticket_id: number | null;
                            execution: ({
                                state: string;
                                exit_code: number | null;
                                signal: string | null;
                                duration_ms: number | null;
                                output: string | null;
                            } & {
                                [key: string]: unknown;
                            }) | null;
                            task_id: number | null;
                            reason: string;
                            command: string | null;
                            plan: {
                                kind: string;
                                target: string;
                            } & {
                                [key: string]: unknown;
                            };
                            plan_kind: string;
                            digest: string;
                            approval_policy: {
                                [key: string]: unknown;
                            };
                            policy: {
                                [key: string]: unknown;
                            };
                            policy_name: string;
                            requested_by: string;
                            claimed_by: string | null;
                            approval_mode: string | null;
                            auto_approved: boolean;
                            completed_by: string | null;
                            completed_at: string | null;
                            agent_model: string | null;
                            agent_status: string | null;
                            ticket_title: string | null;
                            ticket_itop_ref: string | null;
                            /** @description Until now, or until it was decided. */
                            waiting_seconds: number;
                        } & {
                            [key: string]: unknown;
                        })[];
                        total: number;
                        /** @description Open gates in all that the caller may see, whatever is filtered. */
                        pending: number;
                    };
                };
            };
        };
    };
    getChangesPending: {
        parameters: {
            query?: {
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Open gates */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changes: ({
                            id: number;
                            /**
                             * @description The four words that agents poll on; state has the exact one.
                             * @enum {string}
                             */
                            status: "pending" | "approved" | "rejected" | "completed";
                            /** @enum {string} */
                            state: "pending" | "approved" | "rejected" | "expired" | "withdrawn" | "superseded" | "executing" | "completed" | "failed" | "execution_expired" | "drifted";
                            final: boolean;
                            state_reason: string | null;
                            approved_by: string | null;
                            approved_at: string | null;
                            rejected_reason: string | null;
                            result: string | null;
                            result_kind: ("verified" | "reported") | null;
                            action: string;
                            target: string;
                            risk_level: string;
                            /** Format: date-time */
                            requested_at: string;
                            /** Format: date-time */
                            expires_at: string;
                            execute_before: string | null;
                            agent_id: number | null;
                            ticket_id: number | null;
                            execution: ({
                                state: string;
                                exit_code: number | null;
                                signal: string | null;
                                duration_ms: number | null;
                                output: string | null;
                            } & {
                                [key: string]: unknown;
                            }) | null;
                            task_id: number | null;
                            reason: string;
                            command: string | null;
                            plan: {
                                kind: string;
                                target: string;
                            } & {
                                [key: string]: unknown;
                            };
                            plan_kind: string;
                            digest: string;
                            approval_policy: {
                                [key: string]: unknown;
                            };
                            policy: {
                                [key: string]: unknown;
                            };
                            policy_name: string;
                            requested_by: string;
                            claimed_by: string | null;
                            approval_mode: string | null;
                            auto_approved: boolean;
                            completed_by: string | null;
                            completed_at: string | null;
                            agent_model: string | null;
                            agent_status: string | null;
                            ticket_title: string | null;
                            ticket_itop_ref: string | null;
                            /** @description Until now, or until it was decided. */
                            waiting_seconds: number;
                        } & {
                            [key: string]: unknown;
                        })[];
                        count: number;
                    };
                };
            };
        };
    };
    getChangesStats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counters */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        pending: number;
                        approved: number;
                        rejected: number;
                        completed: number;
                        by_state: {
                            [key: string]: number;
                        };
                    };
                };
            };
        };
    };
    getChangesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the change. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The change */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        /**
                         * @description The four words that agents poll on; state has the exact one.
                         * @enum {string}
                         */
                        status: "pending" | "approved" | "rejected" | "completed";
                        /** @enum {string} */
                        state: "pending" | "approved" | "rejected" | "expired" | "withdrawn" | "superseded" | "executing" | "completed" | "failed" | "execution_expired" | "drifted";
                        final: boolean;
                        state_reason: string | null;
                        approved_by: string | null;
                        approved_at: string | null;
                        rejected_reason: string | null;
                        result: string | null;
                        result_kind: ("verified" | "reported") | null;
                        action: string;
                        target: string;
                        risk_level: string;
                        /** Format: date-time */
                        requested_at: string;
                        /** Format: date-time */
                        expires_at: string;
                        execute_before: string | null;
                        agent_id: number | null;
                        ticket_id: number | null;
                        execution: ({
                            state: string;
                            exit_code: number | null;
                            signal: string | null;
                            duration_ms: number | null;
                            output: string | null;
                        } & {
                            [key: string]: unknown;
                        }) | null;
                        task_id: number | null;
                        reason: string;
                        command: string | null;
                        plan: {
                            kind: string;
                            target: string;
                        } & {
                            [key: string]: unknown;
                        };
                        plan_kind: string;
                        digest: string;
                        approval_policy: {
                            [key: string]: unknown;
                        };
                        policy: {
                            [key: string]: unknown;
                        };
                        policy_name: string;
                        requested_by: string;
                        claimed_by: string | null;
                        approval_mode: string | null;
                        auto_approved: boolean;
                        completed_by: string | null;
                        completed_at: string | null;
                        agent_model: string | null;
                        agent_status: string | null;
                        ticket_title: string | null;
                        ticket_itop_ref: string | null;
                        /** @description Until now, or until it was decided. */
                        waiting_seconds: number;
                        explanation: {
                            may: {
                                name: string;
                                matrix_id: string | null;
                                voted: ("approve" | "reject") | null;
                            }[];
                            may_not: {
                                name: string;
                                why: string;
                            }[];
                            progress: string;
                            needed: string;
                        };
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    getChangesByIdStatus: {
        parameters: {
            query?: {
                /** @description Seconds to wait for another state. */
                wait?: number;
                /** @description The state that is known already. */
                since?: "pending" | "approved" | "rejected" | "expired" | "withdrawn" | "superseded" | "executing" | "completed" | "failed" | "execution_expired" | "drifted";
            };
            header?: never;
            path: {
                /** @description Id of the change. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        /**
                         * @description The four words that agents poll on; state has the exact one.
                         * @enum {string}
                         */
                        status: "pending" | "approved" | "rejected" | "completed";
                        /** @enum {string} */
                        state: "pending" | "approved" | "rejected" | "expired" | "withdrawn" | "superseded" | "executing" | "completed" | "failed" | "execution_expired" | "drifted";
                        final: boolean;
                        state_reason: string | null;
                        approved_by: string | null;
                        approved_at: string | null;
                        rejected_reason: string | null;
                        result: string | null;
                        result_kind: ("verified" | "reported") | null;
                        action: string;
                        target: string;
                        risk_level: string;
                        /** Format: date-time */
                        requested_at: string;
                        /** Format: date-time */
                        expires_at: string;
                        execute_before: string | null;
                        agent_id: number | null;
                        ticket_id: number | null;
                        execution: ({
                            state: string;
                            exit_code: number | null;
                            signal: string | null;
                            duration_ms: number | null;
                            output: string | null;
                        } & {
                            [key: string]: unknown;
                        }) | null;
                    };
                };
            };
        };
    };
    getChangesByIdExplain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the change. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The explanation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        change_id: number;
                        /**
                         * @description The four words that agents poll on; state has the exact one.
                         * @enum {string}
                         */
                        status: "pending" | "approved" | "rejected" | "completed";
                        /** @enum {string} */
                        state: "pending" | "approved" | "rejected" | "expired" | "withdrawn" | "superseded" | "executing" | "completed" | "failed" | "execution_expired" | "drifted";
                        final: boolean;
                        state_reason: string | null;
                        requested_by: string;
                        /** Format: date-time */
                        expires_at: string;
                        policy: {
                            id: string;
                            version: number;
                            description: string;
                            alternatives: {
                                group: string;
                                approvals: number;
                            }[];
                            deny_threshold: number;
                            assurance: string;
                        };
                        may: {
                            name: string;
                            matrix_id: string | null;
                            voted: ("approve" | "reject") | null;
                        }[];
                        may_not: {
                            name: string;
                            why: string;
                        }[];
                        needed: string;
                        progress: string;
                        /** @description Whether the caller may decide it, and if not, why. */
                        you: {
                            may: boolean;
                            why: string | null;
                        };
                    };
                };
            };
        };
    };
    postChangesByIdApprove: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the change. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string | number | boolean | null;
                    approval_reason?: string | number | boolean | null;
                    approved_by?: string | number | boolean | null;
                    rejected_by?: string | number | boolean | null;
                    actor?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description The vote counts, and what came of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "pending" | "approved" | "rejected";
                        change_id: number;
                        detail: string;
                        /** @constant */
                        already_approved?: true;
                        resume?: {
                            /** @enum {string} */
                            status: "not_applicable" | "not_resumed" | "already_active" | "already_active_ticket" | "resumed";
                            reason?: string;
                            agent_id?: number;
                            task_id?: number | null;
                        };
                    };
                };
            };
        };
    };
    postChangesByIdReject: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the change. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string | number | boolean | null;
                    approval_reason?: string | number | boolean | null;
                    approved_by?: string | number | boolean | null;
                    rejected_by?: string | number | boolean | null;
                    actor?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description The vote counts, and what came of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "pending" | "approved" | "rejected";
                        change_id: number;
                        detail: string;
                        /** @constant */
                        already_approved?: true;
                        resume?: {
                            /** @enum {string} */
                            status: "not_applicable" | "not_resumed" | "already_active" | "already_active_ticket" | "resumed";
                            reason?: string;
                            agent_id?: number;
                            task_id?: number | null;
                        };
                    };
                };
            };
        };
    };
    postChangesByIdWithdraw: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the change. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description It is withdrawn */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "rejected";
                        /** @constant */
                        state: "withdrawn";
                        change_id: number;
                        detail: string;
                        resume: {
                            /** @enum {string} */
                            status: "not_applicable" | "not_resumed" | "already_active" | "already_active_ticket" | "resumed";
                            reason?: string;
                            agent_id?: number;
                            task_id?: number | null;
                        };
                    };
                };
            };
        };
    };
    postChangesByIdComplete: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the change. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    result?: string | number | boolean | null;
                    evidence?: string | number | boolean | null;
                    output?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description It is completed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "completed";
                        change_id: number;
                        result: string | null;
                        result_kind: ("verified" | "reported") | null;
                        access_sync: {
                            /** @enum {string} */
                            status: "granted" | "not_access_request" | "missing_access_request";
                        } & {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
    };
    postTicketsByIdAccessRequest: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what was read: it is changed only while that is its version, else the answer is 412.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the ticket. */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    resource: string | number | boolean;
                    permission: string | number | boolean;
                    reason?: string | number | boolean | null;
                    agent_id?: number | null;
                    requester?: string | number | boolean | null;
                    account_ref?: string | number | boolean | null;
                    assignment_group?: string | number | boolean | null;
                    risk_level?: string | number | boolean | null;
                    sync_provider?: boolean | string | null;
                    created_by?: string | number | boolean | null;
                    lease_request?: {
                        system?: string | number | boolean | null;
                        resource_type?: string | number | boolean | null;
                        resource_id?: string | number | boolean | null;
                        action?: string | number | boolean | null;
                        credential_ref?: string | number | boolean | null;
                        expires_at?: string | null;
                    } | null;
                };
            };
        };
        responses: {
            /** @description It waits for people */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "pending_approval" | "approved" | "granted" | "rejected";
                        /** @description The same was asked for before and is still open: this is that one. */
                        already_open: boolean;
                        access_request_id: number;
                        parent_ticket_id: number;
                        access_ticket_id: number;
                        change_id: number;
                        resource: string;
                        permission: string;
                        assignment_group: string;
                        risk_level: string;
                        /** Format: date-time */
                        expires_at: string;
                        lease_request: {
                            [key: string]: unknown;
                        } | null;
                        access_raci: {
                            /** @enum {string} */
                            source: "explicit" | "raci-rule" | "fallback";
                            rule_name: string | null;
                            intent: string;
                            assignment_group: string;
                            responsible: string;
                            accountable: string;
                            consulted: string[];
                            informed: string[];
                            risk_level: string | null;
                            approval_action: string | null;
                            score: number;
                        };
                        access_ticket: {
                            id: number;
                            itop_ref: string;
                            itop_class: string;
                            title: string;
                            description: string;
                            status: string;
                            priority: string | null;
                            impact: number | null;
                            urgency: number | null;
                            assignee: string | null;
                            assignee_team: string | null;
                            agent_id: number | null;
                            opened_by_name: string | null;
                            opened_by_email: string | null;
                            requester_name: string | null;
                            requester_email: string | null;
                            affected_user_name: string | null;
                            affected_user_email: string | null;
                            owning_group: string | null;
                            security_classification: string;
                            access_scope: {
                                [key: string]: unknown;
                            };
                            provider: string;
                            provider_ref: string | null;
                            provider_class: string | null;
                            provider_url: string | null;
                            provider_sync_status: string;
                            provider_last_error: string | null;
                            provider_payload_summary: {
                                [key: string]: unknown;
                            } | null;
                            /** @description What happens next, when no status word says it */
                            waiting_for: string | null;
                            worked_by: string | null;
                            resolution: string | null;
                            helped: boolean | null;
                            /** @description Raised by every change of the ticket itself; its ETag */
                            version: number;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                            synced_at: string | null;
                        } & {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
    };
    getTicketsByIdAccessRequests: {
        parameters: {
            query?: {
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path: {
                /** @description Id of the ticket. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of access requests */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        access_requests: {
                            id: number;
                            parent_ticket_id: number;
                            access_ticket_id: number;
                            agent_id: number | null;
                            change_id: number;
                            requester: string;
                            account_ref: string | null;
                            resource: string;
                            permission: string;
                            reason: string;
                            assignment_group: string;
                            access_raci: {
                                /** @enum {string} */
                                source: "explicit" | "raci-rule" | "fallback";
                                rule_name: string | null;
                                intent: string;
                                assignment_group: string;
                                responsible: string;
                                accountable: string;
                                consulted: string[];
                                informed: string[];
                                risk_level: string | null;
                                approval_action: string | null;
                                score: number;
                            };
                            lease_request: {
                                [key: string]: unknown;
                            } | null;
                            lease_inferred: boolean;
                            /** @enum {string} */
                            status: "pending_approval" | "approved" | "granted" | "rejected";
                            approval_actor: string | null;
                            grant_evidence: string | null;
                            closed_reason: string | null;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                            access_ticket_title: string;
                            access_ticket_status: string;
                            access_ticket_provider_ref: string;
                            access_ticket_provider: string;
                            access_ticket_assignee_team: string | null;
                            /** @enum {string} */
                            change_status: "pending" | "approved" | "rejected" | "completed";
                            change_state: string;
                            approved_by: string | null;
                            approved_at: string | null;
                            change_result: string | null;
                        }[];
                        total: number;
                    };
                };
            };
        };
    };
    getWorkflows: {
        parameters: {
            query?: {
                status?: string | number | boolean | null;
                /** @description Also those that are for every class. */
                ticket_class?: string | number | boolean | null;
                workflow_key?: string | number | boolean | null;
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of workflows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        workflows: {
                            id: number;
                            name: string;
                            description: string;
                            ticket_class: string | null;
                            trigger_type: string;
                            status: string;
                            workflow_key: string;
                            version: number;
                            blueprint: string | {
                                [key: string]: unknown;
                            } | unknown[];
                            test_plan: string;
                            test_results: string;
                            approval_policy: {
                                [key: string]: unknown;
                            };
                            skill_ids: number[];
                            ticket_id: number | null;
                            /** @enum {string} */
                            security_classification: "public" | "internal" | "confidential" | "restricted" | "secret";
                            created_by: string;
                            reviewed_by: string | null;
                            reviewed_at: string | null;
                            review_notes: string;
                            replaces_id: number | null;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                            review_state: string;
                            run_count: number;
                            completed_run_count: number;
                            failed_run_count: number;
                            latest_run_at: string | null;
                        }[];
                        total: number;
                        limit: number;
                        offset: number;
                    };
                };
            };
        };
    };
    postWorkflows: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string | number | boolean;
                    /**
                     * @description Text, or JSON; with "steps", "match" and "platforms" the built-in harness can follow it by itself.
                     * @example 1. Read the report.
                     *     2. Ask for a gate to block the sender.
                     *     3. Verify, and tell the requester.
                     */
                    blueprint: (string | number | boolean) | {
                        [key: string]: unknown;
                    } | unknown[];
                    description?: string | number | boolean | null;
                    ticket_class?: string | number | boolean | null;
                    trigger_type?: string | number | boolean | null;
                    /** @description active and approved become ready_for_review: a review activates. */
                    status?: string | number | boolean | null;
                    test_plan?: unknown;
                    test_results?: unknown;
                    approval_policy?: {
                        [key: string]: unknown;
                    } | null;
                    workflow_key?: string | number | boolean | null;
                    update_name?: boolean | string | null;
                    skill_ids?: number[] | null;
                    /** @description The ticket that it was learnt from. */
                    ticket_id?: number | null;
                    created_by?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description Where the version is kept */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "saved" | "updated";
                        /** @description The row that holds this version; not the active one, which stays in force. */
                        id: number;
                        /** @enum {string} */
                        action: "created" | "updated";
                        workflow_key: string;
                        version: number;
                        workflow_status: string;
                        active_workflow_id: number | null;
                    };
                };
            };
        };
    };
    getWorkflowsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the workflow. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The workflow; its version is the ETag */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        name: string;
                        description: string;
                        ticket_class: string | null;
                        trigger_type: string;
                        status: string;
                        workflow_key: string;
                        version: number;
                        blueprint: string | {
                            [key: string]: unknown;
                        } | unknown[];
                        test_plan: string;
                        test_results: string;
                        approval_policy: {
                            [key: string]: unknown;
                        };
                        skill_ids: number[];
                        ticket_id: number | null;
                        /** @enum {string} */
                        security_classification: "public" | "internal" | "confidential" | "restricted" | "secret";
                        created_by: string;
                        reviewed_by: string | null;
                        reviewed_at: string | null;
                        review_notes: string;
                        replaces_id: number | null;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                        review_state: string;
                        run_count: number;
                        completed_run_count: number;
                        failed_run_count: number;
                        latest_run_at: string | null;
                        runs: {
                            id: number;
                            workflow_id: number;
                            workflow_version: number;
                            ticket_id: number | null;
                            agent_id: number | null;
                            task_id: number | null;
                            status: string;
                            result: string;
                            created_by: string;
                            started_at: string | null;
                            completed_at: string | null;
                            /** Format: date-time */
                            created_at: string;
                            ticket_title: string | null;
                            ticket_status: string | null;
                            provider: string | null;
                            provider_ref: string | null;
                            itop_ref: string | null;
                            itop_class: string | null;
                        }[];
                    };
                };
            };
        };
    };
    putWorkflowsById: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what was read: it is changed only while that is its version, else the answer is 412.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the workflow. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    name?: string | number | boolean;
                    /**
                     * @description Text, or JSON; with "steps", "match" and "platforms" the built-in harness can follow it by itself.
                     * @example 1. Read the report.
                     *     2. Ask for a gate to block the sender.
                     *     3. Verify, and tell the requester.
                     */
                    blueprint?: (string | number | boolean) | {
                        [key: string]: unknown;
                    } | unknown[];
                    description?: string | number | boolean;
                    ticket_class?: string | number | boolean | null;
                    trigger_type?: string | number | boolean;
                    status?: string | number | boolean | null;
                    test_plan?: unknown;
                    test_results?: unknown;
                    approval_policy?: {
                        [key: string]: unknown;
                    };
                    workflow_key?: string | number | boolean | null;
                    skill_ids?: number[];
                    /** @description Who may read it: those whose own maximum is not below. Alone it changes the row that is named, and no review is needed. */
                    security_classification?: ("public" | "internal" | "confidential" | "restricted" | "secret") | null;
                };
            };
        };
        responses: {
            /** @description Where the version is kept */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "saved" | "updated";
                        /** @description The row that holds this version; not the active one, which stays in force. */
                        id: number;
                        /** @enum {string} */
                        action: "created" | "updated";
                        workflow_key: string;
                        version: number;
                        workflow_status: string;
                        active_workflow_id: number | null;
                    };
                };
            };
        };
    };
    postWorkflowsByIdReview: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what was read: it is changed only while that is its version, else the answer is 412.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the workflow. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    approved?: boolean | string | null;
                    review_notes?: string | number | boolean | null;
                    /** @description Taken from the sign-in, whatever stands here. */
                    reviewed_by?: string | number | boolean | null;
                    /** @description The version that was read; another is 412, an approval without one 428. */
                    version?: number;
                };
            };
        };
        responses: {
            /** @description What became of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "active" | "needs_revision" | "superseded";
                        id: number;
                        workflow_key: string;
                        version: number;
                        reviewed_by: string;
                        superseded_workflow_ids: number[];
                    };
                };
            };
        };
    };
    postWorkflowsByIdRuns: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the workflow. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    ticket_id?: number | null;
                    agent_id?: number | null;
                    task_id?: number | null;
                    /**
                     * @default queued
                     * @enum {string}
                     */
                    status?: "queued" | "running" | "completed" | "passed" | "failed" | "error";
                };
            };
        };
        responses: {
            /** @description The run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        /** @constant */
                        status: "created";
                        run_status: string;
                    };
                };
            };
        };
    };
    postWorkflowsRunsByRunIdComplete: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the run. */
                run_id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @default completed
                     * @enum {string}
                     */
                    status?: "completed" | "passed" | "failed" | "error";
                    result?: unknown;
                };
            };
        };
        responses: {
            /** @description How it ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        status: string;
                    };
                };
            };
        };
    };
    postWorkflowsByIdRerun: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the workflow. */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    ticket_id: number;
                    model?: string | number | boolean | null;
                    harness?: string | number | boolean | null;
                    profile_id?: string | number | boolean | null;
                    created_by?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description Started */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "started" | "spawned";
                        run_id?: number;
                        workflow_id?: number;
                        agent_id: number;
                        task_id: number;
                        ticket_id: number;
                        harness: string;
                        priority_rank: number;
                    };
                };
            };
        };
    };
    postTicketsByIdPostmortem: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what was read: it is changed only while that is its version, else the answer is 412.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the ticket. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    model?: string | number | boolean | null;
                    harness?: string | number | boolean | null;
                    profile_id?: string | number | boolean | null;
                    context?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description Started */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "started" | "spawned";
                        run_id?: number;
                        workflow_id?: number;
                        agent_id: number;
                        task_id: number;
                        ticket_id: number;
                        harness: string;
                        priority_rank: number;
                    };
                };
            };
        };
    };
    postTicketsByIdWorkflow: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what was read: it is changed only while that is its version, else the answer is 412.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the ticket. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    model?: string | number | boolean | null;
                    harness?: string | number | boolean | null;
                    profile_id?: string | number | boolean | null;
                    context?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description Started */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "started" | "spawned";
                        run_id?: number;
                        workflow_id?: number;
                        agent_id: number;
                        task_id: number;
                        ticket_id: number;
                        harness: string;
                        priority_rank: number;
                    };
                };
            };
        };
    };
    getPostmortems: {
        parameters: {
            query?: {
                ticket_id?: number;
                status?: string | number | boolean | null;
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of postmortems */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        postmortems: {
                            id: number;
                            ticket_id: number | null;
                            agent_id: number | null;
                            task_id: number | null;
                            /** @enum {string} */
                            status: "draft" | "ready_for_review" | "approved" | "needs_revision" | "promoted";
                            summary: string;
                            went_well: string;
                            improvements: string;
                            workflow_proposal: string;
                            documentation: string;
                            skill_proposals: unknown[];
                            test_cases: unknown[];
                            guardrails: unknown[];
                            created_by: string;
                            review_notes: string;
                            reviewed_by: string | null;
                            reviewed_at: string | null;
                            promoted_at: string | null;
                            version: number;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                            ticket_title: string | null;
                            agent_model: string | null;
                        }[];
                        total: number;
                        limit: number;
                        offset: number;
                    };
                };
            };
        };
    };
    postPostmortems: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    ticket_id?: number | null;
                    agent_id?: number | null;
                    task_id?: number | null;
                    /** @description approved and promoted become ready_for_review: a person reviews. */
                    status?: string | number | boolean | null;
                    created_by?: string | number | boolean | null;
                    summary?: unknown;
                    went_well?: unknown;
                    improvements?: unknown;
                    workflow_proposal?: unknown;
                    documentation?: unknown;
                    skill_proposals?: unknown;
                    test_cases?: unknown;
                    guardrails?: unknown;
                };
            };
        };
        responses: {
            /** @description Written */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        /** @constant */
                        status: "created";
                        version: number;
                    };
                };
            };
        };
    };
    getPostmortemsEvidenceByTicketId: {
        parameters: {
            query?: {
                /** @description Last lines of each task's log; 0 leaves the logs out. */
                task_log_lines?: number;
                max_notes?: number;
                max_attachments?: number;
                max_changes?: number;
                max_tasks?: number;
                max_cicd_runs?: number;
                max_postmortems?: number;
                max_workflows?: number;
                max_articles?: number;
                max_audit?: number;
            };
            header?: never;
            path: {
                /** @description Id of the ticket. */
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The evidence */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ticket: {
                            [key: string]: unknown;
                        };
                        notes: {
                            [key: string]: unknown;
                        }[];
                        attachments: {
                            [key: string]: unknown;
                        }[];
                        change_requests: {
                            [key: string]: unknown;
                        }[];
                        agent_tasks: {
                            [key: string]: unknown;
                        }[];
                        cicd_runs: {
                            [key: string]: unknown;
                        }[];
                        postmortems: {
                            [key: string]: unknown;
                        }[];
                        workflows: {
                            [key: string]: unknown;
                        }[];
                        knowledge_articles: {
                            [key: string]: unknown;
                        }[];
                        audit: {
                            [key: string]: unknown;
                        }[];
                        evidence_terms: string[];
                        guidance: {
                            use_this_endpoint_first: boolean;
                            review_reusable_workflows_before_planning: boolean;
                            evidence_ranked_by_ticket_terms: boolean;
                            write_result_to: string;
                            required_status: string;
                        };
                    };
                };
            };
        };
    };
    postPostmortemsSynthesizeByTicketId: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the ticket. */
                ticket_id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    agent_id?: number | null;
                    task_id?: number | null;
                    created_by?: string | number | boolean | null;
                    reason?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description The postmortem, or the one that there is */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ready_for_review" | "exists";
                        postmortem_id: number;
                    };
                };
            };
        };
    };
    getPostmortemsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the postmortem. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The postmortem; its version is the ETag */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        ticket_id: number | null;
                        agent_id: number | null;
                        task_id: number | null;
                        /** @enum {string} */
                        status: "draft" | "ready_for_review" | "approved" | "needs_revision" | "promoted";
                        summary: string;
                        went_well: string;
                        improvements: string;
                        workflow_proposal: string;
                        documentation: string;
                        skill_proposals: unknown[];
                        test_cases: unknown[];
                        guardrails: unknown[];
                        created_by: string;
                        review_notes: string;
                        reviewed_by: string | null;
                        reviewed_at: string | null;
                        promoted_at: string | null;
                        version: number;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                        ticket_title: string | null;
                        agent_model: string | null;
                        promotion_assets: {
                            knowledge_articles: {
                                id: number;
                                title: string;
                                external_ref: string | null;
                                /** Format: date-time */
                                updated_at: string;
                            }[];
                            workflow: {
                                id: number;
                                name: string;
                                status: string;
                                version: number;
                                workflow_key: string;
                                /** Format: date-time */
                                updated_at: string;
                            } | null;
                            workflow_key: string;
                            skills: {
                                id: number;
                                name: string;
                                enabled: boolean;
                                /** Format: date-time */
                                updated_at: string;
                            }[];
                        };
                    };
                };
            };
        };
    };
    putPostmortemsById: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what was read: it is changed only while that is its version, else the answer is 412.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the postmortem. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    status?: string | number | boolean | null;
                    review_notes?: string | number | boolean;
                    summary?: unknown;
                    went_well?: unknown;
                    improvements?: unknown;
                    workflow_proposal?: unknown;
                    documentation?: unknown;
                    skill_proposals?: unknown;
                    test_cases?: unknown;
                    guardrails?: unknown;
                };
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        /** @constant */
                        status: "updated";
                        version: number;
                        postmortem_status: string;
                    };
                };
            };
        };
    };
    postPostmortemsByIdReview: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what was read: it is changed only while that is its version, else the answer is 412.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the postmortem. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    approved?: boolean | string | null;
                    review_notes?: string | number | boolean | null;
                    /** @description Taken from the sign-in, whatever stands here. */
                    reviewed_by?: string | number | boolean | null;
                    /** @description The version that was read; another is 412, an approval without one 428. */
                    version?: number;
                };
            };
        };
        responses: {
            /** @description Reviewed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        /** @enum {string} */
                        status: "approved" | "needs_revision";
                        version: number;
                        reviewed_by: string;
                    };
                };
            };
        };
    };
    postPostmortemsByIdPromote: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the postmortem. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    create_knowledge?: boolean | string | null;
                    create_workflow?: boolean | string | null;
                    create_skills?: boolean | string | null;
                    /** @description active and approved become ready_for_review. */
                    workflow_status?: string | number | boolean | null;
                    mark_promoted?: boolean | string | null;
                    created_by?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description What came out of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "promoted";
                        postmortem_id: number;
                        ticket_id: number | null;
                        knowledge_article_id: number | null;
                        /** @enum {string} */
                        knowledge_action: "created" | "updated" | "skipped";
                        workflow_id: number | null;
                        workflow_key: string;
                        /** @enum {string} */
                        workflow_action: "created" | "updated" | "skipped";
                        workflow_status: string | null;
                        skill_ids: number[];
                        skill_actions: {
                            id: number;
                            name: string;
                            /** @enum {string} */
                            action: "created" | "updated" | "skipped";
                        }[];
                        mark_promoted: boolean;
                    };
                };
            };
        };
    };
    getKnowledge: {
        parameters: {
            query?: {
                category?: string | number | boolean | null;
                enabled_only?: boolean | string | null;
                /** @description Words to look for. */
                q?: string | number | boolean | null;
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of articles, each with the beginning of its text */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        articles: {
                            id: number;
                            title: string;
                            /** @description The first 2000 characters */
                            body: string;
                            category: string | null;
                            source: string;
                            external_ref: string | null;
                            tags: string[];
                            enabled: boolean;
                            /** @enum {string} */
                            security_classification: "public" | "internal" | "confidential" | "restricted" | "secret";
                            /** @description Raised by every change; also the ETag, for If-Match */
                            version: number;
                            changed_by: string;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                            body_chars: number;
                            body_cut: boolean;
                        }[];
                        total: number;
                        limit: number;
                        offset: number;
                    };
                };
            };
        };
    };
    postKnowledge: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    title: string | number | boolean;
                    body: string | number | boolean;
                    category?: string | number | boolean | null;
                    source?: string | number | boolean | null;
                    tags?: ((string | number | boolean)[] | (string | number | boolean)) | null;
                    external_ref?: string | number | boolean | null;
                    /** @description Who may read it: those whose own maximum is not below. internal unless told. */
                    security_classification?: ("public" | "internal" | "confidential" | "restricted" | "secret") | null;
                };
            };
        };
        responses: {
            /** @description The article is there */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        /** @constant */
                        status: "created";
                        version: number;
                    };
                };
            };
        };
    };
    getKnowledgeById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Number of the article
                 * @example 12
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The article */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        title: string;
                        body: string;
                        category: string | null;
                        source: string;
                        external_ref: string | null;
                        tags: string[];
                        enabled: boolean;
                        /** @enum {string} */
                        security_classification: "public" | "internal" | "confidential" | "restricted" | "secret";
                        /** @description Raised by every change; also the ETag, for If-Match */
                        version: number;
                        changed_by: string;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                    };
                };
            };
        };
    };
    putKnowledgeById: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of what was read: it is changed only while that is its version, else the answer is 412.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Number of the article
                 * @example 12
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    title?: string | number | boolean | null;
                    body?: string | number | boolean | null;
                    category?: string | number | boolean | null;
                    tags?: ((string | number | boolean)[] | (string | number | boolean)) | null;
                    enabled?: boolean | string | null;
                    /** @description Who may read it: those whose own maximum is not below. internal unless told. */
                    security_classification?: ("public" | "internal" | "confidential" | "restricted" | "secret") | null;
                };
            };
        };
        responses: {
            /** @description It is changed */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "updated";
                        id: number;
                        version: number;
                    };
                };
            };
        };
    };
    getKnowledgeByIdVersions: {
        parameters: {
            query?: {
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path: {
                /**
                 * @description Number of the article
                 * @example 12
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of versions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        article_id: number;
                        versions: {
                            version: number;
                            title: string;
                            body: string;
                            category: string | null;
                            tags: string[];
                            enabled: boolean;
                            /** @enum {string} */
                            security_classification: "public" | "internal" | "confidential" | "restricted" | "secret";
                            changed_by: string;
                            /** Format: date-time */
                            created_at: string;
                        }[];
                        total: number;
                    };
                };
            };
        };
    };
    postKnowledgeImportUrl: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    url: string | number | boolean;
                    title?: string | number | boolean | null;
                    category?: string | number | boolean | null;
                    tags?: ((string | number | boolean)[] | (string | number | boolean)) | null;
                    source?: string | number | boolean | null;
                    /** @description Who may read it: those whose own maximum is not below. internal unless told. */
                    security_classification?: ("public" | "internal" | "confidential" | "restricted" | "secret") | null;
                };
            };
        };
        responses: {
            /** @description The text of the page is an article */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        /** @constant */
                        status: "imported";
                        /** @description Where the page was found, after redirects */
                        url: string;
                        /** @description Size of the page as it came */
                        bytes: number;
                        version: number;
                    };
                };
            };
        };
    };
    getSkills: {
        parameters: {
            query?: {
                category?: string | number | boolean | null;
                enabled_only?: boolean | string | null;
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of skills */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        skills: {
                            id: number;
                            name: string;
                            description: string;
                            category: string | null;
                            prompt_template: string;
                            variables: {
                                name: string;
                                /** @enum {string} */
                                type: "string" | "integer" | "number" | "boolean" | "list";
                                required: boolean;
                                description: string;
                                default?: string;
                            }[];
                            enabled: boolean;
                            assigned_to_all: boolean;
                            /** @enum {string} */
                            security_classification: "public" | "internal" | "confidential" | "restricted" | "secret";
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                        }[];
                        total: number;
                        limit: number;
                        offset: number;
                    };
                };
            };
        };
    };
    postSkills: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string | number | boolean;
                    prompt_template: string | number | boolean;
                    description?: string | number | boolean | null;
                    category?: string | number | boolean | null;
                    variables?: {
                        name: string;
                        /**
                         * @default string
                         * @enum {string}
                         */
                        type?: "string" | "integer" | "number" | "boolean" | "list";
                        /** @default false */
                        required?: boolean;
                        /** @default  */
                        description?: string;
                        default?: string;
                    }[] | null;
                    enabled?: boolean | string | null;
                    assigned_to_all?: boolean | string | null;
                };
            };
        };
        responses: {
            /** @description The skill is there */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        name: string;
                    };
                };
            };
        };
    };
    getSkillsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Number of the skill
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The skill */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        name: string;
                        description: string;
                        category: string | null;
                        prompt_template: string;
                        variables: {
                            name: string;
                            /** @enum {string} */
                            type: "string" | "integer" | "number" | "boolean" | "list";
                            required: boolean;
                            description: string;
                            default?: string;
                        }[];
                        enabled: boolean;
                        assigned_to_all: boolean;
                        /** @enum {string} */
                        security_classification: "public" | "internal" | "confidential" | "restricted" | "secret";
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                    };
                };
            };
        };
    };
    putSkillsById: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Number of the skill
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    name?: string | number | boolean | null;
                    description?: string | number | boolean | null;
                    category?: string | number | boolean | null;
                    prompt_template?: string | number | boolean | null;
                    variables?: {
                        name: string;
                        /**
                         * @default string
                         * @enum {string}
                         */
                        type?: "string" | "integer" | "number" | "boolean" | "list";
                        /** @default false */
                        required?: boolean;
                        /** @default  */
                        description?: string;
                        default?: string;
                    }[] | null;
                    enabled?: boolean | string | null;
                    assigned_to_all?: boolean | string | null;
                    /** @description Who may read it: those whose own maximum is not below. */
                    security_classification?: ("public" | "internal" | "confidential" | "restricted" | "secret") | null;
                };
            };
        };
        responses: {
            /** @description It is changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "updated";
                        id: number;
                    };
                };
            };
        };
    };
    deleteSkillsById: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Number of the skill
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "deleted";
                        id: number;
                    };
                };
            };
        };
    };
    getSkillsAgentByAgentId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Number of the agent
                 * @example 26
                 */
                agent_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its skills */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        agent_id: number;
                        skills: {
                            id: number;
                            name: string;
                            description: string;
                            category: string | null;
                            prompt_template: string;
                            variables: {
                                name: string;
                                /** @enum {string} */
                                type: "string" | "integer" | "number" | "boolean" | "list";
                                required: boolean;
                                description: string;
                                default?: string;
                            }[];
                            enabled: boolean;
                            assigned_to_all: boolean;
                            /** @enum {string} */
                            security_classification: "public" | "internal" | "confidential" | "restricted" | "secret";
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                            /** @description Given to this agent alone */
                            mapped: boolean;
                        }[];
                        total: number;
                    };
                };
            };
        };
    };
    postSkillsByIdRender: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Number of the skill
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description The prompt */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        name: string;
                        rendered: string;
                    };
                };
            };
        };
    };
    putSkillsByIdAgentsByAgentId: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Number of the skill
                 * @example 3
                 */
                id: number;
                /**
                 * @description Number of the agent
                 * @example 26
                 */
                agent_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The agent has it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        skill_id: number;
                        agent_id: number;
                        assigned: boolean;
                        /** @description False when it was so already */
                        changed: boolean;
                    };
                };
            };
        };
    };
    deleteSkillsByIdAgentsByAgentId: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Number of the skill
                 * @example 3
                 */
                id: number;
                /**
                 * @description Number of the agent
                 * @example 26
                 */
                agent_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The agent has it no more, unless every agent has */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        skill_id: number;
                        agent_id: number;
                        assigned: boolean;
                        /** @description False when it was so already */
                        changed: boolean;
                    };
                };
            };
        };
    };
    getTools: {
        parameters: {
            query?: {
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of tools */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tools: {
                            id: number;
                            name: string;
                            type: string;
                            host: string | null;
                            port: number | null;
                            /** @enum {string} */
                            status: "healthy" | "degraded" | "down" | "unknown";
                            last_check: string | null;
                            description: string;
                            /** @description Seconds between two checks; 0: none happens by itself */
                            check_interval: number;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                            last_check_status: ("healthy" | "degraded" | "down" | "unknown") | null;
                            response_time_ms: number | null;
                        }[];
                        total: number;
                        setup_modules: unknown[];
                    };
                };
            };
        };
    };
    getToolsStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counters and names */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        healthy: number;
                        degraded: number;
                        down: number;
                        unknown: number;
                        tools: {
                            name: string;
                            /** @enum {string} */
                            status: "healthy" | "degraded" | "down" | "unknown";
                        }[];
                        setup_modules: number;
                    };
                };
            };
        };
    };
    getToolsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Number of the tool
                 * @example 5
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tool */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        name: string;
                        type: string;
                        host: string | null;
                        port: number | null;
                        /** @enum {string} */
                        status: "healthy" | "degraded" | "down" | "unknown";
                        last_check: string | null;
                        description: string;
                        /** @description Seconds between two checks; 0: none happens by itself */
                        check_interval: number;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                        recent_checks: {
                            id: number;
                            tool_id: number;
                            /** Format: date-time */
                            timestamp: string;
                            /** @enum {string} */
                            status: "healthy" | "degraded" | "down" | "unknown";
                            response_time_ms: number | null;
                            error: string | null;
                            details: {
                                [key: string]: unknown;
                            };
                        }[];
                    };
                };
            };
        };
    };
    getToolsByIdHistory: {
        parameters: {
            query?: {
                hours?: number;
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path: {
                /**
                 * @description Number of the tool
                 * @example 5
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of checks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tool_id: number;
                        checks: {
                            id: number;
                            tool_id: number;
                            /** Format: date-time */
                            timestamp: string;
                            /** @enum {string} */
                            status: "healthy" | "degraded" | "down" | "unknown";
                            response_time_ms: number | null;
                            error: string | null;
                            details: {
                                [key: string]: unknown;
                            };
                        }[];
                        count: number;
                        total: number;
                    };
                };
            };
        };
    };
    postToolsByIdCheck: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Number of the tool
                 * @example 5
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tool_id: number;
                        name: string;
                        /** @enum {string} */
                        status: "healthy" | "degraded" | "down" | "unknown";
                        response_time_ms: number | null;
                        error: string | null;
                    };
                };
            };
        };
    };
    postToolsCheckAll: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: {
                            tool_id: number;
                            name: string;
                            /** @enum {string} */
                            status: "healthy" | "degraded" | "down" | "unknown";
                            response_time_ms: number | null;
                            error: string | null;
                        }[];
                        count: number;
                    };
                };
            };
        };
    };
    postToolsSyncManifest: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They are */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "synced";
                        excluded: string[];
                        module_count: number;
                    };
                };
            };
        };
    };
    getCicdRuns: {
        parameters: {
            query?: {
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of runs, without their findings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        runs: {
                            id: number;
                            provider: string;
                            repo_ref: string;
                            repo_url: string | null;
                            branch: string | null;
                            commit_sha: string | null;
                            target_url: string | null;
                            deployment_target: string;
                            status: string;
                            /** @enum {string} */
                            gate: "passed" | "needs_review" | "failed";
                            gate_reasons: string[];
                            summary: string | null;
                            finding_count: number;
                            severity_counts: {
                                critical: number;
                                high: number;
                                medium: number;
                                low: number;
                                info: number;
                                unknown: number;
                            };
                            ticket_id: number | null;
                            ticket_title: string | null;
                            change_id: number | null;
                            change_status: ("pending" | "approved" | "rejected" | "completed") | null;
                            created_by: string;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            completed_at: string;
                        }[];
                        total: number;
                    };
                };
            };
        };
    };
    postCicdRuns: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    provider?: string | number | boolean | null;
                    repo_ref?: string | number | boolean | null;
                    repo?: string | number | boolean | null;
                    branch?: string | number | boolean | null;
                    commit_sha?: string | number | boolean | null;
                    target_url?: string | number | boolean | null;
                    status?: string | number | boolean | null;
                    summary?: string | number | boolean | null;
                    findings?: ({
                        [key: string]: unknown;
                    } | (string | number | boolean))[] | null;
                    tool_results?: {
                        [key: string]: unknown;
                    } | null;
                    create_ticket?: boolean | string | null;
                    require_change?: boolean | string | null;
                    deployment_target?: string | number | boolean | null;
                    ticket_id?: number | null;
                    change_id?: number | null;
                    created_by?: string | number | boolean | null;
                };
            };
        };
        responses: {
            /** @description The run is recorded */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        status: string;
                        /** @enum {string} */
                        gate: "passed" | "needs_review" | "failed";
                        gate_reasons: string[];
                        ticket_id: number | null;
                        change_id: number | null;
                        /** @description Why the gate that was asked for did not open; the run itself is recorded */
                        change_refused: {
                            code: string;
                            detail: string;
                        } | null;
                        /** @description Open gates of the same deployment that this run took back, because it is not clean */
                        withdrawn_changes: number[];
                        repo_url: string | null;
                        report_links: {
                            tool: string;
                            label: string;
                            url: string;
                            internal: boolean;
                            requires_external_auth: boolean;
                        }[];
                    };
                };
            };
        };
    };
    getCicdRunsByRunId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Number of the run
                 * @example 8
                 */
                run_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        provider: string;
                        repo_ref: string;
                        repo_url: string | null;
                        branch: string | null;
                        commit_sha: string | null;
                        target_url: string | null;
                        deployment_target: string;
                        status: string;
                        /** @enum {string} */
                        gate: "passed" | "needs_review" | "failed";
                        gate_reasons: string[];
                        summary: string | null;
                        finding_count: number;
                        severity_counts: {
                            critical: number;
                            high: number;
                            medium: number;
                            low: number;
                            info: number;
                            unknown: number;
                        };
                        ticket_id: number | null;
                        ticket_title: string | null;
                        change_id: number | null;
                        change_status: ("pending" | "approved" | "rejected" | "completed") | null;
                        created_by: string;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        completed_at: string;
                        findings: unknown[];
                        tool_results: {
                            [key: string]: {
                                status: string;
                            } & {
                                [key: string]: unknown;
                            };
                        };
                        scanner_summary: {
                            [key: string]: {
                                status: string;
                                finding_count: number;
                                severity_counts: {
                                    critical: number;
                                    high: number;
                                    medium: number;
                                    low: number;
                                    info: number;
                                    unknown: number;
                                };
                                findings: ({
                                    tool: string | null;
                                    severity: string;
                                } & {
                                    [key: string]: unknown;
                                })[];
                                result: {
                                    status: string;
                                } & {
                                    [key: string]: unknown;
                                };
                            };
                        };
                        report_links: {
                            tool: string;
                            label: string;
                            url: string;
                            internal: boolean;
                            requires_external_auth: boolean;
                        }[];
                        related_runs: {
                            id: number;
                            provider: string;
                            repo_ref: string;
                            repo_url: string | null;
                            branch: string | null;
                            commit_sha: string | null;
                            target_url: string | null;
                            deployment_target: string;
                            status: string;
                            /** @enum {string} */
                            gate: "passed" | "needs_review" | "failed";
                            gate_reasons: string[];
                            summary: string | null;
                            finding_count: number;
                            severity_counts: {
                                critical: number;
                                high: number;
                                medium: number;
                                low: number;
                                info: number;
                                unknown: number;
                            };
                            ticket_id: number | null;
                            ticket_title: string | null;
                            change_id: number | null;
                            change_status: ("pending" | "approved" | "rejected" | "completed") | null;
                            created_by: string;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            completed_at: string;
                            /** @enum {string} */
                            relation: "before" | "after";
                            scanner_summary: {
                                [key: string]: {
                                    status: string;
                                    finding_count: number;
                                    severity_counts: {
                                        critical: number;
                                        high: number;
                                        medium: number;
                                        low: number;
                                        info: number;
                                        unknown: number;
                                    };
                                };
                            };
                            report_links: {
                                tool: string;
                                label: string;
                                url: string;
                                internal: boolean;
                                requires_external_auth: boolean;
                            }[];
                        }[];
                    };
                };
            };
        };
    };
    getCicdRunsByRunIdReportsByTool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Number of the run
                 * @example 8
                 */
                run_id: number;
                /**
                 * @description semgrep, trivy, owasp_zap or nuclei, also by another name of it
                 * @example trivy
                 */
                tool: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        run_id: number;
                        tool: string;
                        status: string;
                        finding_count: number;
                        severity_counts: {
                            critical: number;
                            high: number;
                            medium: number;
                            low: number;
                            info: number;
                            unknown: number;
                        };
                        findings: ({
                            tool: string | null;
                            severity: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                        result: {
                            status: string;
                        } & {
                            [key: string]: unknown;
                        };
                        external_links: {
                            tool: string;
                            label: string;
                            url: string;
                            internal: boolean;
                            requires_external_auth: boolean;
                        }[];
                        note: string;
                    };
                };
            };
        };
    };
    getCicdGitlabTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file, and what to set */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        provider: "gitlab";
                        /** @constant */
                        filename: ".gitlab-ci.yml";
                        template: string;
                        notes: string[];
                    };
                };
            };
        };
    };
    getDashboardAudit: {
        parameters: {
            query?: {
                actor?: string | number | boolean | null;
                action?: string | number | boolean | null;
                category?: string | number | boolean | null;
                target?: string | number | boolean | null;
                /** @description Words to look for. */
                q?: string | number | boolean | null;
                source?: ("audit" | "event" | "note") | null;
                level?: string | number | boolean | null;
                ticket_id?: number | null;
                agent_id?: number | null;
                /** @description How many rows at most. */
                limit?: number;
                /** @description The next_cursor of the page before, unchanged. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of rows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        audit: {
                            id: number;
                            actor: string;
                            action: string;
                            target: string | null;
                            result: string | null;
                            details: {
                                [key: string]: unknown;
                            };
                            channel: string | null;
                            /** @enum {string} */
                            source: "audit" | "event" | "note";
                            category: string;
                            level: string;
                            ticket_id: number | null;
                            agent_id: number | null;
                            created_at: string;
                            summary: string;
                        }[];
                        count: number;
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    getDashboardStats: {
        parameters: {
            query?: {
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tickets: {
                            total: number;
                            new: number;
                            assigned: number;
                            resolved: number;
                            closed: number;
                            /** @description Tickets that were filed, day by day (UTC), today last. */
                            trend: {
                                date: string;
                                count: number;
                            }[];
                        };
                        agents: {
                            active: number;
                            queued: number;
                            waiting: number;
                            stalled: number;
                            history: number;
                            open: number;
                            total: number;
                            distribution: {
                                status: string;
                                count: number;
                            }[];
                        };
                        changes: {
                            pending: number;
                        };
                        tools: {
                            total: number;
                            healthy: number;
                        };
                        /** @description The 30 newest rows of the trail; none without audit:read. */
                        recent_activity: {
                            id: number;
                            actor: string;
                            action: string;
                            target: string | null;
                            result: string | null;
                            details: {
                                [key: string]: unknown;
                            };
                            channel: string | null;
                            /** @enum {string} */
                            source: "audit" | "event" | "note";
                            category: string;
                            level: string;
                            ticket_id: number | null;
                            agent_id: number | null;
                            created_at: string;
                            summary: string;
                        }[];
                    };
                };
            };
        };
    };
    getDashboardTicketChart: {
        parameters: {
            query?: {
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            date: string;
                            status: string;
                            count: number;
                        }[];
                        days: number;
                    };
                };
            };
        };
    };
    getDashboardAgentPerformance: {
        parameters: {
            query?: {
                /** @description Only those that were started within so many days. */
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        agents: {
                            id: number;
                            model: string | null;
                            harness: string;
                            status: string;
                            duration_seconds: number | null;
                            ticket_id: number | null;
                            ticket_title: string | null;
                        }[];
                    };
                };
            };
        };
    };
    getDashboardToolUptime: {
        parameters: {
            query?: {
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tools: {
                            name: string;
                            total_checks: number;
                            healthy_checks: number;
                            uptime_pct: number | null;
                        }[];
                        days: number;
                    };
                };
            };
        };
    };
    getDashboardOpsMetrics: {
        parameters: {
            query?: {
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        days: number;
                        agent_summary: {
                            tasks: number;
                            completed: number;
                            avg_work_seconds: number | null;
                            avg_gate_wait_seconds: number | null;
                        };
                        agent_by_task_type: {
                            task_type: string;
                            total_tasks: number;
                            completed_tasks: number;
                            avg_work_seconds: number | null;
                            p50_work_seconds: number | null;
                            p95_work_seconds: number | null;
                            avg_gate_wait_seconds: number | null;
                        }[];
                        sla: {
                            tickets: number;
                            open_tickets: number;
                            within_sla: number;
                            breached_sla: number;
                            at_risk: number;
                            compliance_pct: number | null;
                        };
                        postmortem_sla: {
                            tickets_requiring_postmortem: number;
                            tickets_with_postmortem: number;
                            within_sla: number;
                            total_postmortems: number;
                            missing_postmortem: number;
                            breached_sla: number;
                            at_risk: number;
                            avg_postmortem_latency_seconds: number | null;
                            compliance_pct: number | null;
                            target_hours: number;
                        };
                        approval_gates: {
                            total: number;
                            pending: number;
                            approved: number;
                            completed: number;
                            rejected: number;
                            avg_wait_seconds: number | null;
                        };
                        workflows: {
                            total: number;
                            active: number;
                            tested: number;
                            review_queue: number;
                            runs: {
                                total: number;
                                completed: number;
                                failed: number;
                            };
                        };
                        cicd: {
                            status: string;
                            count: number;
                        }[];
                        auto_assignment: {
                            action: string;
                            count: number;
                        }[];
                        tool_health: {
                            tools: number;
                            healthy: number;
                            down: number;
                            degraded_or_unknown: number;
                        };
                    };
                };
            };
        };
    };
    getSearchGlobal: {
        parameters: {
            query: {
                /** @description Words, of which the best results have all. */
                q: string;
                /** @description How many rows at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Results, best first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        query: string;
                        total: number;
                        available_total: number;
                        groups: {
                            [key: string]: number;
                        };
                        results: {
                            /** @enum {string} */
                            type: "ticket" | "ticket_note" | "agent" | "change" | "postmortem" | "workflow" | "cicd" | "tool" | "audit";
                            id: number;
                            title: string;
                            /** @description At most 240 characters around the first word that was found. */
                            snippet: string;
                            /** @description Where the words stand in the snippet: from, and up to, in UTF-16 code units. */
                            highlights: [
                                number,
                                number
                            ][];
                            url: string;
                            updated_at: string;
                            status: string | null;
                            metadata: {
                                [key: string]: unknown;
                            };
                        }[];
                    };
                };
            };
        };
    };
    getEvents: {
        parameters: {
            query?: {
                /** @description Only what happens to this ticket, its changes and its agents. */
                ticket_id?: number;
                /**
                 * @description Subjects (ticket, change, agent) and actions (such as ticket_created), separated by commas.
                 * @example change,ticket_created
                 */
                types?: string;
                /** @description As the header Last-Event-ID, for clients that cannot set headers. The header counts when both are there. */
                last_event_id?: string;
            };
            header?: {
                /** @description The id of the last event that the client has; the stream goes on after it. */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream of events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
        };
    };
    getWebhooks: {
        parameters: {
            query?: {
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of webhooks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        webhooks: {
                            id: number;
                            url: string;
                            description: string;
                            events: string[];
                            active: boolean;
                            created_by: string;
                            /** Format: date-time */
                            created_at: string;
                            /** Format: date-time */
                            updated_at: string;
                            /** @description Deliveries that wait or are at work. */
                            queued: number;
                            /** @description Deliveries that were given up; they wait for a person to retry them. */
                            dead: number;
                        }[];
                        total: number;
                    };
                };
            };
        };
    };
    postWebhooks: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description https, without a user name; it receives POST requests. */
                    url: string | number | boolean;
                    description?: string | number | boolean;
                    /** @description Subjects (ticket, change, agent) and actions; an empty list means everything. */
                    events?: (string | number | boolean)[];
                    active?: boolean | string | null;
                };
            };
        };
        responses: {
            /** @description The webhook, with its secret */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        url: string;
                        description: string;
                        events: string[];
                        active: boolean;
                        created_by: string;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                        /** @description Shown this once. Signatures are made with the bytes that its base64 part stands for. */
                        secret: string;
                    };
                };
            };
        };
    };
    getWebhooksById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the webhook. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        url: string;
                        description: string;
                        events: string[];
                        active: boolean;
                        created_by: string;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                        /** @description Deliveries that wait or are at work. */
                        queued: number;
                        /** @description Deliveries that were given up; they wait for a person to retry them. */
                        dead: number;
                    };
                };
            };
        };
    };
    deleteWebhooksById: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the webhook. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "deleted";
                        id: number;
                    };
                };
            };
        };
    };
    patchWebhooksById: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the webhook. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    url?: string | number | boolean;
                    description?: string | number | boolean;
                    /** @description Subjects (ticket, change, agent) and actions; an empty list means everything. */
                    events?: (string | number | boolean)[];
                    active?: boolean | string;
                };
            };
        };
        responses: {
            /** @description The webhook */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        url: string;
                        description: string;
                        events: string[];
                        active: boolean;
                        created_by: string;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                    };
                };
            };
        };
    };
    postWebhooksByIdRotateSecret: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the webhook. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook, with its secret */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        url: string;
                        description: string;
                        events: string[];
                        active: boolean;
                        created_by: string;
                        /** Format: date-time */
                        created_at: string;
                        /** Format: date-time */
                        updated_at: string;
                        /** @description Shown this once. Signatures are made with the bytes that its base64 part stands for. */
                        secret: string;
                    };
                };
            };
        };
    };
    getWebhooksByIdDeliveries: {
        parameters: {
            query?: {
                status?: "queued" | "running" | "delivered" | "dead";
                /** @description How many rows at most. */
                limit?: number;
                /** @description How many rows to pass over. */
                offset?: number;
            };
            header?: never;
            path: {
                /** @description Id of the webhook. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of deliveries */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        deliveries: {
                            id: number;
                            /**
                             * Format: uuid
                             * @description As in the header webhook-id; the same at every attempt.
                             */
                            delivery_id: string;
                            event: string;
                            /** @enum {string} */
                            status: "queued" | "running" | "delivered" | "dead";
                            tries: number;
                            /** @description HTTP status of the last attempt, when there was an answer. */
                            last_status: number | null;
                            last_error: string | null;
                            next_attempt_at: string | null;
                            /** Format: date-time */
                            created_at: string;
                            completed_at: string | null;
                            /** @description What is sent, byte for byte. */
                            body: string;
                        }[];
                        total: number;
                    };
                };
            };
        };
    };
    postWebhooksByIdDeliveriesByDeliveryIdRetry: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the webhook. */
                id: number;
                /** @description Id of the delivery. */
                delivery_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is queued */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        /**
                         * Format: uuid
                         * @description As in the header webhook-id; the same at every attempt.
                         */
                        delivery_id: string;
                        event: string;
                        /** @enum {string} */
                        status: "queued" | "running" | "delivered" | "dead";
                        tries: number;
                        /** @description HTTP status of the last attempt, when there was an answer. */
                        last_status: number | null;
                        last_error: string | null;
                        next_attempt_at: string | null;
                        /** Format: date-time */
                        created_at: string;
                        completed_at: string | null;
                        /** @description What is sent, byte for byte. */
                        body: string;
                    };
                };
            };
        };
    };
    postWebhooksByIdPing: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The same key and body within 24 hours give the first answer; the same key with another body is 409.
                 * @example 6f1c0f5e-1f5e-4b7e-9a57-3f7d1f6a2a10
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the webhook. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is queued */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: number;
                        /**
                         * Format: uuid
                         * @description As in the header webhook-id; the same at every attempt.
                         */
                        delivery_id: string;
                        event: string;
                        /** @enum {string} */
                        status: "queued" | "running" | "delivered" | "dead";
                        tries: number;
                        /** @description HTTP status of the last attempt, when there was an answer. */
                        last_status: number | null;
                        last_error: string | null;
                        next_attempt_at: string | null;
                        /** Format: date-time */
                        created_at: string;
                        completed_at: string | null;
                        /** @description What is sent, byte for byte. */
                        body: string;
                    };
                };
            };
        };
    };
    getOpenapiJson: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        openapi: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
}
