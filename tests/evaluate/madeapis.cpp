#include "tests/evaluate/madeapis.h"

#include <algorithm>

namespace faultline::evaluate {

namespace {

/// A thing of the service: what is done to all of them, to one, and to what one of them has.
struct Resource {
    std::string_view place;                 ///< "/v2/droplets"
    std::string_view one;                   ///< "{droplet_id}"
    std::vector<std::string_view> words;    ///< beside the ids: "/v2/droplets/neighbours"
    std::vector<std::string_view> parts;    ///< of one: "actions", "actions/{action_id}"
};

std::vector<std::string> routesOf(const std::vector<Resource>& resources)
{
    std::vector<std::string> routes;
    for (const Resource& resource : resources) {
        const std::string place(resource.place);
        routes.push_back(place);
        for (const std::string_view word : resource.words)
            routes.push_back(place + '/' + std::string(word));
        if (resource.one.empty())
            continue;
        const std::string one = place + '/' + std::string(resource.one);
        routes.push_back(one);
        for (const std::string_view part : resource.parts)
            routes.push_back(one + '/' + std::string(part));
    }
    std::sort(routes.begin(), routes.end());
    routes.erase(std::unique(routes.begin(), routes.end()), routes.end());
    return routes;
}

MadeApi hub()
{
    std::vector<Resource> resources;
    for (const std::string_view kind : {"/api/models", "/api/datasets", "/api/spaces"}) {
        resources.push_back({kind, "{org}/{name}",
                             {"search", "trending", "tags-by-type"},
                             {"revision/{rev}", "tree/{rev}", "tree/{rev}/{file}", "commits/{rev}", "refs", "discussions", "discussions/{number}",
                              "discussions/{number}/comment", "discussions/{number}/status", "preupload/{rev}", "commit/{rev}", "settings", "likers",
                              "tag/{rev}", "branch/{rev}", "paths-info/{rev}", "lfs-files", "super-squash/{rev}", "treesize/{rev}"}});
    }
    resources.push_back({"/api/users", "{user}", {}, {"overview", "likes", "followers", "following", "avatar"}});
    resources.push_back({"/api/organizations", "{org}", {}, {"members", "overview", "followers", "settings", "resource-groups"}});
    resources.push_back({"/api/collections", "{org}/{slug}", {}, {"items", "items/{item_id}"}});
    resources.push_back({"/api/papers", "{paper_id}", {"search", "daily"}, {"comments", "upvote"}});
    resources.push_back({"/api/jobs", "{org}", {}, {"{job_uuid}", "{job_uuid}/logs", "{job_uuid}/events", "{job_uuid}/cancel"}});
    resources.push_back({"/api/whoami-v2", "", {}, {}});
    resources.push_back({"/api/quicksearch", "", {}, {}});
    resources.push_back({"/docs", "{library}", {}, {"index", "main/{page}", "quickstart", "package_reference/{page}"}});
    resources.push_back({"/blog", "{slug}", {"tags", "feed.xml"}, {}});
    resources.push_back({"/datasets", "{org}/{name}", {}, {"resolve/{rev}/{file}", "viewer", "blob/{rev}/{file}", "tree/{rev}"}});
    resources.push_back({"/spaces", "{org}/{name}", {}, {"discussions", "tree/{rev}", "blob/{rev}/{file}"}});
    std::vector<std::string> routes = routesOf(resources);
    for (const std::string_view at : {"/{org}", "/{org}/{name}", "/{org}/{name}/resolve/{rev}/{file}", "/{org}/{name}/blob/{rev}/{file}",
                                      "/{org}/{name}/raw/{rev}/{file}", "/{org}/{name}/tree/{rev}", "/{org}/{name}/discussions",
                                      "/{org}/{name}/discussions/{number}", "/models", "/login", "/join", "/pricing", "/settings/profile",
                                      "/settings/tokens", "/health", "/robots.txt", "/favicon.ico"})
        routes.emplace_back(at);
    return {"hub", routes};
}

MadeApi forge()
{
    const std::vector<Resource> resources = {
        {"/user", "", {"repos", "issues", "emails", "keys", "followers", "starred", "orgs", "teams"}, {}},
        {"/user/keys", "{key_id}", {}, {}},
        {"/users", "{user}", {}, {"repos", "events", "events/public", "followers", "following", "gists", "keys", "orgs", "starred"}},
        {"/orgs", "{org}", {},
         {"repos", "members", "members/{user}", "teams", "teams/{slug}", "teams/{slug}/members", "teams/{slug}/repos", "hooks", "hooks/{hook_id}",
          "hooks/{hook_id}/deliveries", "hooks/{hook_id}/deliveries/{delivery_id}", "actions/secrets", "actions/secrets/{name}",
          "actions/runners", "actions/runners/{runner_id}", "packages", "packages/{name}", "audit-log", "invitations", "projects"}},
        {"/repos/{owner}/{repo}", "issues", {},
         {"{number}", "{number}/comments", "{number}/labels", "{number}/labels/{name}", "{number}/lock", "{number}/events", "{number}/timeline",
          "{number}/reactions", "{number}/assignees", "comments", "comments/{comment_id}", "comments/{comment_id}/reactions", "events"}},
        {"/repos/{owner}/{repo}", "pulls", {},
         {"{number}", "{number}/commits", "{number}/files", "{number}/merge", "{number}/reviews", "{number}/reviews/{review_id}",
          "{number}/reviews/{review_id}/comments", "{number}/comments", "{number}/requested_reviewers", "comments/{comment_id}"}},
        {"/repos/{owner}/{repo}", "git", {}, {"blobs", "blobs/{sha}", "commits/{sha}", "trees/{sha}", "refs", "ref/{rev}", "tags/{sha}"}},
        {"/repos/{owner}/{repo}", "actions", {},
         {"runs", "runs/{run_id}", "runs/{run_id}/jobs", "runs/{run_id}/logs", "runs/{run_id}/rerun", "runs/{run_id}/artifacts", "jobs/{job_id}",
          "jobs/{job_id}/logs", "artifacts", "artifacts/{artifact_id}", "artifacts/{artifact_id}/zip", "workflows", "workflows/{file}",
          "workflows/{file}/runs", "workflows/{file}/dispatches", "secrets", "secrets/{name}", "caches", "caches/{cache_id}"}},
        {"/repos/{owner}/{repo}", "releases", {}, {"latest", "{release_id}", "{release_id}/assets", "tags/{rev}", "assets/{asset_id}"}},
        {"/repos/{owner}/{repo}", "branches", {}, {"{rev}", "{rev}/protection", "{rev}/protection/required_status_checks"}},
        {"/repos/{owner}/{repo}", "commits", {}, {"{sha}", "{sha}/status", "{sha}/statuses", "{sha}/check-runs", "{sha}/comments", "{sha}/pulls"}},
        {"/repos/{owner}/{repo}", "deployments", {}, {"{deployment_id}", "{deployment_id}/statuses", "{deployment_id}/statuses/{status_id}"}},
        {"/repos/{owner}/{repo}", "contents", {}, {"{file}"}},
        {"/repos/{owner}/{repo}", "hooks", {}, {"{hook_id}", "{hook_id}/tests", "{hook_id}/pings"}},
        {"/repos/{owner}/{repo}", "milestones", {}, {"{number}", "{number}/labels"}},
        {"/repos/{owner}/{repo}", "", {"languages", "forks", "stargazers", "subscribers", "topics", "tags", "contributors", "labels"}, {}},
        {"/repos/{owner}/{repo}/labels", "{name}", {}, {}},
        {"/repos/{owner}/{repo}/compare", "{rev}", {}, {}},
        {"/search", "", {"code", "commits", "issues", "labels", "repositories", "topics", "users"}, {}},
        {"/gists", "{gist_hex}", {"public", "starred"}, {"comments", "comments/{comment_id}", "commits", "forks", "star"}},
        {"/notifications", "", {}, {}},
        {"/notifications/threads", "{thread_id}", {}, {"subscription"}},
        {"/app/installations", "{installation_id}", {}, {"access_tokens", "suspended"}},
        {"/licenses", "{license}", {}, {}},
        {"/emojis", "", {}, {}},
        {"/rate_limit", "", {}, {}},
    };
    return {"forge", routesOf(resources)};
}

MadeApi cloud()
{
    const std::vector<Resource> resources = {
        {"/v2/account", "", {"keys"}, {}},
        {"/v2/account/keys", "{key_id}", {}, {}},
        {"/v2/machines", "{machine_id}", {"neighbours", "backups"},
         {"actions", "actions/{action_id}", "backups", "snapshots", "kernels", "firewalls", "neighbours", "destroy_with_resources/status"}},
        {"/v2/images", "{image_id}", {}, {"actions", "actions/{action_id}"}},
        {"/v2/volumes", "{volume_uuid}", {"actions", "snapshots"}, {"actions", "actions/{action_id}", "snapshots"}},
        {"/v2/domains", "{domain}", {}, {"records", "records/{record_id}"}},
        {"/v2/databases", "{cluster_uuid}", {"options", "metrics/credentials"},
         {"users", "users/{name}", "users/{name}/reset_auth", "dbs", "dbs/{name}", "pools", "pools/{name}", "replicas", "replicas/{name}",
          "replicas/{name}/promote", "backups", "config", "ca", "events", "firewall", "maintenance", "migrate", "resize", "topics", "topics/{name}",
          "indexes", "indexes/{name}", "logsink", "logsink/{sink_uuid}", "upgrade", "online-migration"}},
        {"/v2/kubernetes/clusters", "{cluster_uuid}", {},
         {"kubeconfig", "credentials", "upgrades", "upgrade", "node_pools", "node_pools/{pool_uuid}", "node_pools/{pool_uuid}/nodes/{node_uuid}",
          "node_pools/{pool_uuid}/recycle", "user", "clusterlint", "status_messages"}},
        {"/v2/load_balancers", "{balancer_uuid}", {}, {"machines", "forwarding_rules", "cache"}},
        {"/v2/apps", "{app_uuid}", {"tiers", "tiers/instance_sizes", "regions", "propose"},
         {"deployments", "deployments/{deployment_uuid}", "deployments/{deployment_uuid}/cancel", "deployments/{deployment_uuid}/logs",
          "deployments/{deployment_uuid}/components/{name}/logs", "components/{name}/logs", "alerts", "alerts/{alert_uuid}/destinations",
          "rollback", "rollback/commit", "rollback/validate", "restart", "health"}},
        {"/v2/functions/namespaces", "{namespace}", {}, {"triggers", "triggers/{name}"}},
        {"/v2/registry", "", {"subscription", "docker-credentials", "validate-name", "options"}, {}},
        {"/v2/registry/{registry}/repositories", "{name}", {}, {"tags", "tags/{rev}", "digests", "digests/{sha}"}},
        {"/v2/registry/{registry}", "", {"garbage-collection", "garbage-collections"}, {}},
        {"/v2/registry/{registry}/garbage-collection", "{job_uuid}", {}, {}},
        {"/v2/vpcs", "{vpc_uuid}", {}, {"members", "peerings"}},
        {"/v2/firewalls", "{firewall_uuid}", {}, {"machines", "tags", "rules"}},
        {"/v2/projects", "{project_uuid}", {"default", "default/resources"}, {"resources"}},
        {"/v2/monitoring/alerts", "{alert_uuid}", {}, {}},
        {"/v2/monitoring/metrics/machine", "", {"bandwidth", "cpu", "memory_free", "memory_total", "load_1", "load_5", "filesystem_free"}, {}},
        {"/v2/uptime/checks", "{check_uuid}", {}, {"state", "alerts", "alerts/{alert_uuid}"}},
        {"/v2/tags", "{name}", {}, {"resources"}},
        {"/v2/invoices", "{invoice_uuid}", {}, {"csv", "pdf", "summary"}},
        {"/v2/reserved_ips", "{address}", {}, {"actions", "actions/{action_id}"}},
        {"/v2/snapshots", "{snapshot_id}", {}, {}},
        {"/v2/certificates", "{certificate_uuid}", {}, {}},
        {"/v2/cdn/endpoints", "{endpoint_uuid}", {}, {"cache"}},
        {"/v2/customers/my", "", {"balance", "billing_history", "invoices"}, {}},
        {"/v2/sizes", "", {}, {}},
        {"/v2/regions", "", {}, {}},
    };
    return {"cloud", routesOf(resources)};
}

}    // namespace

std::vector<MadeApi> madeApis() { return {hub(), forge(), cloud()}; }

std::vector<std::string> routesIn(std::string_view text)
{
    std::vector<std::string> routes;
    while (!text.empty()) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (line.starts_with('/'))
            routes.emplace_back(line);
    }
    return routes;
}

}    // namespace faultline::evaluate
