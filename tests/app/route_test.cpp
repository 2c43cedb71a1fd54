#include "app/query/adaptiveroutes.h"
#include "app/query/urltemplates.h"

#include <QTest>

#include <set>

using namespace faultline;

class RouteTest : public QObject {
    Q_OBJECT

private slots:
    void replacesValuesByTheirShape_data();
    void replacesValuesByTheirShape();
    void matchesAPathAgainstTemplatesThatKeepValues_data();
    void matchesAPathAgainstTemplatesThatKeepValues();
    void keepsWhatAtLeastOnePercentOfTheRecordsShare();
    void numbersTemplatesSoThatEqualOnesShareANumber();
    void survivesHostilePaths();
};

void RouteTest::replacesValuesByTheirShape_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("route");
    const auto row = [](const char* path, const char* route) { QTest::newRow(path) << QByteArray(path) << QByteArray(route); };
    row("/", "/");
    row("/api/users", "/api/users");
    row("/api/users/", "/api/users/");
    row("//api///users//42", "/api/users/{id}");
    row("/users/42/posts/7", "/users/{id}/posts/{id}");
    row("/v1/users", "/v1/users");
    row("/api2/oauth2", "/api2/oauth2");
    row("/item/550e8400-e29b-41d4-a716-446655440000", "/item/{uuid}");
    row("/item/550E8400-E29B-41D4-A716-446655440000.json", "/item/{uuid}.json");
    row("/item/550e8400-e29b-41d4-a716-44665544000g", "/item/550e8400-e29b-41d4-a716-44665544000g");
    row("/commit/5f1a9c3e", "/commit/{hex}");
    row("/commit/5f1a9c3", "/commit/5f1a9c3");
    row("/words/deadbeef", "/words/deadbeef");
    row("/blob/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "/blob/{hex}");
    row("/u/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/u/{ulid}");
    row("/u/01arz3ndektsv4rrffq69g5fav", "/u/{ulid}");
    row("/t/dGhpcyBpcyBhIDE2", "/t/{token}");
    row("/t/AbCdEfGhIjKlMnOpQr", "/t/AbCdEfGhIjKlMnOpQr");
    row("/t/sentence-transformers", "/t/sentence-transformers");
    row("/t/all-mpnet-base-v2", "/t/all-mpnet-base-v2");
    row("/mail/role%40example.org", "/mail/{email}");
    row("/mail/role@example.org/inbox", "/mail/{email}/inbox");
    row("/mail/@example", "/mail/@example");
    row("/day/2024-04-23", "/day/{date}");
    row("/day/2024-04-23T21:00:00Z", "/day/{date}");
    row("/day/2024-13-23", "/day/2024-13-23");
    row("/img/12345.png", "/img/{id}.png");
    row("/img/12345.unknown", "/img/12345.unknown");
    row("/img/logo.png", "/img/logo.png");
    row("/js/app.5f1a9c3e.js", "/js/app.5f1a9c3e.js");
    row("/enc/%34%32", "/enc/{id}");
    row("/enc/%2534", "/enc/%2534");
    row("/enc/a%2Fb", "/enc/a%2Fb");
    row("/enc/100%", "/enc/100%");
    row("*", "*");
    row("", "");
    row("example.org:443", "example.org:443");
}

void RouteTest::replacesValuesByTheirShape()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, route);
    QCOMPARE(QByteArray::fromStdString(UrlTemplates().of(path.toStdString())), route);
    QVERIFY(UrlTemplates().has(path.toStdString(), path.toStdString()));
    if (!path.contains("//"))
        QVERIFY(UrlTemplates().has(path.toStdString(), route.toStdString()));
}

void RouteTest::matchesAPathAgainstTemplatesThatKeepValues_data()
{
    QTest::addColumn<QByteArray>("route");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char* route, bool matches) { QTest::newRow(route) << QByteArray(route) << matches; };
    row("/teams/{id}/runs/{id}.json", true);
    row("/teams/42/runs/{id}.json", true);
    row("/teams/{id}/runs/7.json", true);
    row("/teams/42/runs/7.json", true);
    row("/teams/43/runs/{id}.json", false);
    row("/teams/{id}/runs/{id}", false);
    row("/teams/{id}/runs", false);
    row("/teams/{id}/runs/{id}.json/", false);
    row("/teams/{id}/runs/{id}.json/more", false);
    row("/teams/{hex}/runs/{id}.json", false);
    row("", false);
}

void RouteTest::matchesAPathAgainstTemplatesThatKeepValues()
{
    QFETCH(QByteArray, route);
    QFETCH(bool, matches);
    QCOMPARE(UrlTemplates().has("/teams/42/runs/7.json", route.toStdString()), matches);
}

void RouteTest::keepsWhatAtLeastOnePercentOfTheRecordsShare()
{
    std::vector<std::pair<std::string, std::uint64_t>> counts{{"/users/1/posts", 10},    // exactly 1 %
                                                              {"/users/2/posts", 9}};
    for (int i = 0; i < 10; ++i)
        counts.emplace_back("/users/3/posts/" + std::to_string(i), 1);
    const auto rowOf = [](const auto& paths, std::uint32_t path, std::uint64_t records) {
        const RouteIndex index(static_cast<std::uint32_t>(paths.size()),
                               [&](std::uint32_t i) -> std::string_view { return paths[i].first; }, UrlTemplates());
        const UrlTemplates templates;
        AdaptiveRoutes routes(index, templates, records);
        for (std::uint32_t i = 0; i < paths.size(); ++i)
            routes.add(i, paths[i].second);
        std::string row;
        if (routes.keepsValues(path, paths[path].second))
            routes.appendRow(path, paths[path].first, paths[path].second, row);
        else
            row = index.textOf(index.routeOf(path));
        return row;
    };
    QCOMPARE(rowOf(counts, 0, 1000), std::string("/users/1/posts"));
    QCOMPARE(rowOf(counts, 1, 1000), std::string("/users/{id}/posts"));
    QCOMPARE(rowOf(counts, 7, 1000), std::string("/users/3/posts/{id}"));
    counts = {{"/users/1", 1}};
    QCOMPARE(rowOf(counts, 0, 20), std::string("/users/{id}"));    // a single request is 5 % of these, but not a crowd
}

void RouteTest::numbersTemplatesSoThatEqualOnesShareANumber()
{
    // More paths than one task takes, so that numbers of several tasks are merged.
    std::vector<std::string> paths;
    for (int i = 0; i < 30'000; ++i)
        paths.push_back(i % 3 == 0 ? "/users/" + std::to_string(i) : (i % 3 == 1 ? "/word-" : "//files/") + std::to_string(i) + "/x");
    paths.insert(paths.end(), {"/users/{id}", "/files/{id}/x", "*", ""});
    const RouteIndex index(static_cast<std::uint32_t>(paths.size()), [&](std::uint32_t i) -> std::string_view { return paths[i]; }, UrlTemplates());
    std::set<std::string_view> texts;
    for (std::uint32_t i = 0; i < index.routes(); ++i)
        texts.insert(index.textOf(i));
    QCOMPARE(texts.size(), std::size_t{index.routes()});
    for (std::uint32_t i = 0; i < paths.size(); ++i)
        QCOMPARE(std::string(index.textOf(index.routeOf(i))), UrlTemplates().of(paths[i]));
}

void RouteTest::survivesHostilePaths()
{
    QCOMPARE(UrlTemplates().of("/" + std::string(100'000, '1')), std::string("/{id}"));
    QCOMPARE(UrlTemplates().of(std::string(100'000, '/')), std::string("/"));
    const std::string encoded = "/" + std::string(3000, '%') + "4";
    QCOMPARE(UrlTemplates().of(encoded), encoded);
    const std::string bytes("/\x00\xff%\x80/%zz/%4", 12);
    QCOMPARE(UrlTemplates().of(bytes), bytes);
}

QTEST_GUILESS_MAIN(RouteTest)
#include "route_test.moc"
