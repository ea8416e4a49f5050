// The development explorer at /graphql: GraphiQL over HTTP, subscriptions over graphql-transport-ws on the same path.
"use strict";

const FIRST_LOOK = `# 随手拍 · GraphQL
#
# 光标放在一个操作里，按 Ctrl-Enter 运行；左上角的书本是字段说明。
# Put the cursor into an operation and press Ctrl-Enter to run it.
# The book at the top left explains every field.
#
# 登录：在下方 Headers 中填入令牌，scripts/serve --demo 会列出。
# To sign in, put a token into Headers below; scripts/serve --demo
# prints one for each role.

# 1. 试算：这里的路灯坏了会派给谁、为什么、何时到期？
#    什么都不保存，也不必登录。
#    Who would get a broken street lamp here, why, and by when?
#    Nothing is stored; no need to sign in.
query WhoWouldGetIt {
  suggestRoute(
    matter: "C0118"
    location: { longitude: 113.7518, latitude: 23.0207, crs: WGS84 }
  ) {
    matter { code name }
    jurisdiction { townName villageName }
    lead { name }
    reasons { code words }
    resolveBy
  }
}

# 2. 我是谁？没有登录时为 null。
#    Who am I? Null when not signed in.
query Me {
  viewer { id role departments { name } }
}

# 3. 上报，需要诉求人的令牌。用同一幂等键重试，得到的是同一条诉求。
#    File a report, with a reporter's token.
#    The same key again gives the same report.
mutation Submit {
  submitReport(
    input: {
      idempotencyKey: "explorer-0001"
      matter: "C0118"
      text: "路灯不亮，晚上很黑"
      location: { longitude: 113.7518, latitude: 23.0207, crs: WGS84 }
    }
  ) {
    __typename
    ... on ReportSuccess {
      report { number stage assignment { lead { name } } timeline { at action words } }
    }
    ... on UserError { code message path }
  }
}

# 4. 工作台，需要派单员或督办员的令牌：哪些延期申请待决定？
#    The desk, with a dispatcher's or a supervisor's token:
#    which requests for an extension wait for a decision?
query Desk {
  reports(first: 20, filter: { request: EXTENSION }) {
    edges { node { number stage warning request { words limit { value unit } } allowedActions } }
  }
}

# 5. 办结，需要承办部门经办人的令牌：先签收，再说明做了什么。
#    Resolve, with a token of the department's officer: sign
#    first, then say what was done.
mutation Resolve {
  signReport(input: { number: "DG" }) {
    ... on UserError { message path }
  }
  resolveReport(input: { number: "DG", result: EXPLAINED, words: "已联系供电部门，今晚恢复照明" }) {
    ... on ReportSuccess { report { stage resolution { checks { rule verdict } } } }
    ... on UserError { message path }
  }
}

# 6. 跟踪：粘贴上面的编号，运行后保持打开，每一步都会自动出现。
#    Follow: paste the number from above and run;
#    every step appears by itself.
subscription Follow {
  reportChanged(number: "DG") { number stage updatedAt }
}
`;

const HEADERS = `{
  "Authorization": "Bearer "
}`;

/** The token as typed into Headers, or null: an empty one would be refused where none at all is welcome. */
function tokenIn(headers) {
  const found = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === "authorization");
  return found && /^Bearer\s+\S/i.test(found[1]) ? found[1] : null;
}

function withToken(headers, token) {
  const others = Object.entries(headers ?? {}).filter(([name]) => name.toLowerCase() !== "authorization");
  return Object.fromEntries(token ? [...others, ["authorization", token]] : others);
}

const endpoint = new URL("/graphql", location.href);
const socket = new URL(endpoint);
socket.protocol = endpoint.protocol === "https:" ? "wss:" : "ws:";

let token = null;
const overHttpAndSocket = GraphiQL.createFetcher({
  url: endpoint.href,
  wsClient: graphqlWs.createClient({
    url: socket.href,
    lazy: true, // a socket lives as long as its subscription, so the next one takes the token of its time
    retryAttempts: 0,
    connectionParams: () => (token ? { authorization: token } : {}),
  }),
});

function fetcher(params, options) {
  token = tokenIn(options?.headers);
  return overHttpAndSocket(params, { ...options, headers: withToken(options?.headers, token) });
}

ReactDOM.createRoot(document.getElementById("explorer")).render(
  React.createElement(
    GraphiQL,
    {
      fetcher,
      defaultQuery: FIRST_LOOK,
      defaultHeaders: HEADERS,
      defaultEditorToolsVisibility: "headers",
      shouldPersistHeaders: true, // development tokens only: this page is not served in production
    },
    React.createElement(
      GraphiQL.Logo,
      null,
      React.createElement("span", { className: "explorer-name" }, "随手拍"),
    ),
  ),
);
