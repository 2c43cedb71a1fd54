#include <cstddef>

#include "app/query/breakdown.h"
#include "app/query/casetemplates.h"
#include "app/query/templatelearner.h"
#include "app/query/valuefilter.h"
#include "app/store/templatestore.h"
#include "tests/support/noise.h"
#include "tests/support/querycase.h"

#include <QTest>

#include <algorithm>

using namespace faultline;
using namespace faultline::test;

namespace {

constexpr std::int64_t origin = 1'713'830'400'000'000'000;

using Paths = std::vector<std::pair<std::string, std::uint64_t>>;

/// A hub of models as callers see it: few organisations have most of the models, all of them are asked the same things.
Paths hub()
{
    Paths paths;
    for (int i = 0; i < 400; ++i) {
        const std::string model = "/api/models/org-" + std::string(1, static_cast<char>('a' + i % 23)) + "ex/net-" + std::string(1, static_cast<char>('a' + i % 26))
            + static_cast<char>('a' + i / 26) + "et";
        paths.emplace_back(model, 1 + static_cast<std::uint64_t>(i % 5));
        paths.emplace_back(model + "/revision/main", 1 + static_cast<std::uint64_t>(i % 3));
    }
    for (int i = 0; i < 40; ++i)
        paths.emplace_back("/api/users/u" + std::string(1, static_cast<char>('a' + i % 26)) + static_cast<char>('a' + i / 26) + "x/likes", 2);
    paths.emplace_back("/api/models/search/by/tag/and/licence/now", 500);
    paths.emplace_back("/api/status", 900);
    return paths;
}

std::vector<PathCount> counted(const Paths& paths)
{
    std::vector<PathCount> counts;
    for (const auto& [path, count] : paths)
        counts.push_back({path, count});
    return counts;
}

UrlTemplates learnedFrom(const Paths& paths, std::vector<TemplateRule> rules = {})
{
    return UrlTemplates(learnTemplates(counted(paths)), std::move(rules));
}

TemplateRule rule(const char* pattern, TemplateRule::Answer answer = TemplateRule::Answer::Template) { return {0, pattern, answer, 0}; }

std::int64_t fill(QueryCase& file, const Paths& paths, const QueryCase::SourceOptions& options = {})
{
    std::vector<TestRecord> records;
    for (const auto& [path, count] : paths) {
        for (std::uint64_t i = 0; i < count; ++i) {
            records.emplace_back().texts[Field::Path] = path;
            records.back().timeNs = origin + static_cast<std::int64_t>(records.size());
        }
    }
    return file.add(RecordKind::Request, records, options);
}

Breakdown byRoute(QueryCase& file, const std::string& filter = {})
{
    BreakdownRequest request;
    request.by = "route";
    request.top = 0;
    if (!filter.empty())
        request.filter = *Filter::parse(filter);
    const auto result = breakdown(file.reader(), file.context(), request);
    if (!result)
        qFatal("%s", result.error().message().c_str());
    return *result;
}

}    // namespace

class UrlTemplatesTest : public QObject {
    Q_OBJECT

private slots:
    void tellsValuesFromWords_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char* path, const char* expected) { QTest::newRow(path) << QByteArray(path) << QByteArray(expected); };
        row("/api/models/org-aex/net-aaet", "/api/models/{*}/{*}");
        row("/api/models/org-aex/net-aaet/revision/main", "/api/models/{*}/{*}/revision/main");
        row("/api/models/never-seen/either", "/api/models/{*}/{*}");
        row("/api/models/4711/either", "/api/models/{*}/{*}");
        row("/api/models/search/by/tag/and/licence/now", "/api/models/search/by/tag/and/licence/now");
        row("/api/users/uaax/likes", "/api/users/{*}/likes");
        row("/api/status", "/api/status");
        row("/api/status/42", "/api/status/{id}");
        row("/elsewhere/word/42", "/elsewhere/word/{id}");
        row("/api/models/org-aex/net-aaet/", "/api/models/{*}/{*}/");
        row("//api//models/org-aex/net-aaet", "/api/models/{*}/{*}");
        row("*", "*");
        row("", "");
    }
    void tellsValuesFromWords()
    {
        QFETCH(const QByteArray, path);
        QFETCH(const QByteArray, expected);
        QCOMPARE(QByteArray::fromStdString(learnedFrom(hub()).of(path.toStdString())), expected);
    }

    void knowsAPathByItsTemplateAndByTemplatesThatKeepValues_data()
    {
        QTest::addColumn<QByteArray>("route");
        QTest::addColumn<bool>("has");
        const auto row = [](const char* route, bool has) { QTest::newRow(route) << QByteArray(route) << has; };
        row("/api/models/{*}/{*}/revision/main", true);
        row("/api/models/org-aex/{*}/revision/main", true);
        row("/api/models/{*}/net-aaet/revision/main", true);
        row("/api/models/org-aex/net-aaet/revision/main", true);
        row("/api/models/org-bex/{*}/revision/main", false);
        row("/api/models/{*}/{*}/revision/{*}", false);
        row("/api/models/{*}/{*}", false);
        row("/api/models/{*}/{*}/revision/main/", false);
        row("/api/models/{id}/{*}/revision/main", false);
        row("", false);
    }
    void knowsAPathByItsTemplateAndByTemplatesThatKeepValues()
    {
        QFETCH(const QByteArray, route);
        QFETCH(const bool, has);
        QCOMPARE(learnedFrom(hub()).has("/api/models/org-aex/net-aaet/revision/main", route.toStdString()), has);
    }

    void rulesComeBeforeWhatWasLearned_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char* path, const char* expected) { QTest::newRow(path) << QByteArray(path) << QByteArray(expected); };
        row("/api/models/org-aex/net-aaet", "/api/models/{org}/{name}");
        row("/api/models/org-aex/net-aaet/revision/main", "/api/models/{*}/{*}/revision/main");
        row("/api/users/uaax/likes", "/api/users/uaax/likes");
        row("/files/a/b/c.txt", "/files/**");
        row("/files", "/files");
        row("/img/logo.png", "/img/{picture}.png");
        row("/img/logo.svg", "/img/logo.svg");
        row("/img/.png", "/img/.png");
    }
    void rulesComeBeforeWhatWasLearned()
    {
        QFETCH(const QByteArray, path);
        QFETCH(const QByteArray, expected);
        const UrlTemplates templates = learnedFrom(hub(), {rule("/api/models/{org}/{name}"), rule("/api/users/*/likes", TemplateRule::Answer::Exact),
                                                           rule("/files/**"), rule("/img/{picture}.png")});
        QCOMPARE(QByteArray::fromStdString(templates.of(path.toStdString())), expected);
        QVERIFY(templates.has(path.toStdString(), expected.toStdString()));
    }

    void learnsTheSameFromAnyOrder()
    {
        Paths paths = hub();
        const auto learned = learnTemplates(counted(paths));
        QVERIFY(!learned.empty());
        QVERIFY(std::is_sorted(learned.begin(), learned.end()));
        Noise noise(7);
        for (int round = 0; round < 5; ++round) {
            for (std::size_t i = paths.size() - 1; i > 0; --i)
                std::swap(paths[i], paths[static_cast<std::size_t>(noise.next() * static_cast<double>(i + 1))]);
            QCOMPARE(learnTemplates(counted(paths)), learned);
        }
    }

    void everyTemplateThatIsLearnedIsItsOwnAnswer()
    {
        const auto learned = learnTemplates(counted(hub()));
        const UrlTemplates templates(learned);
        for (const auto& [path, count] : hub()) {
            const std::string text = templates.of(path);
            QVERIFY2(text.find('{') == std::string::npos || std::binary_search(learned.begin(), learned.end(), text), text.c_str());
            QVERIFY(templates.has(path, text));
        }
    }

    void addsOnlyWhatMovesNoPath()
    {
        const std::vector<std::string> kept = {"/api/models/{*}/{*}", "/api/models/search"};
        const std::vector<std::string> fresh = {"/api/models/{*}/{*}", "/api/models/{*}/{*}/files/{*}", "/api/models/trending", "/api/{*}",
                                                "/api/users/{*}", "/{*}/about"};
        const std::vector<std::string> expected = {"/api/models/{*}/{*}/files/{*}", "/api/users/{*}"};
        QCOMPARE(UrlTemplates(kept).additionsFrom(fresh), expected);
    }

    void survivesHostilePaths()
    {
        Paths paths = hub();
        paths.emplace_back("/" + std::string(100'000, 'a'), 1);
        paths.emplace_back(std::string(100'000, '/'), 1);
        std::string deep;
        for (int i = 0; i < 5000; ++i)
            deep += "/d";
        paths.emplace_back(deep, 1);
        paths.emplace_back("/{*}/{id}/x", 50);
        paths.emplace_back("/{}", 50);
        paths.emplace_back(std::string("/\x00\xff%\x80/%zz/%4", 12), 1);
        const UrlTemplates templates = learnedFrom(paths);
        QCOMPARE(templates.of(deep), deep);
        QCOMPARE(templates.of("/api/status"), std::string("/api/status"));
        QCOMPARE(templates.of("/{*}/{id}/x"), std::string("/{*}/{id}/x"));
    }

    void eachRowOfABreakdownIsFilteredToExactlyItself_data()
    {
        QTest::addColumn<bool>("isPlain");
        QTest::newRow("paths in the dictionary") << false;
        QTest::newRow("paths that segments keep as text") << true;
    }
    void eachRowOfABreakdownIsFilteredToExactlyItself()
    {
        QFETCH(const bool, isPlain);
        QueryCase file;
        Paths paths = hub();
        paths.emplace_back("/api/models/org-aex/net-aaet/tree/5f1a9c3e77", 40);    // hot
        paths.emplace_back("/api/models/4711/1/2", 3);
        paths.emplace_back("/api/users/", 3);
        QueryCase::SourceOptions options;
        if (isPlain)
            options.plainFields = {Field::Path};
        fill(file, paths, options);
        const Breakdown all = byRoute(file);
        std::uint64_t sum = 0;
        bool hasLearned = false, hasHot = false;
        for (const BreakdownRow& row : all.rows) {
            const std::string filter = filterOfRow(RecordKind::Request, "route", row, all.rows);
            QVERIFY2(byRoute(file, filter).records == row.count, (filter + ": " + std::to_string(row.count)).c_str());
            sum += row.count;
            hasLearned = hasLearned || row.value.find("{*}") != std::string::npos;
            hasHot = hasHot || row.value == "/api/models/org-aex/net-aaet/tree/5f1a9c3e77";
        }
        QCOMPARE(sum, all.records);
        QVERIFY(hasLearned && hasHot);
    }

    void aWindowUsesTheTemplatesOfTheWholeCase()
    {
        QueryCase file;
        fill(file, hub());
        BreakdownRequest request;
        request.by = "route";
        request.top = 0;
        request.window = {timestampFrom(origin), timestampFrom(origin + 4)};    // too few to learn anything from
        const auto result = breakdown(file.reader(), file.context(), request);
        QVERIFY(result);
        QVERIFY(!result->rows.empty());
        for (const BreakdownRow& row : result->rows)
            QVERIFY2(row.value.find("{*}") != std::string::npos, row.value.c_str());
    }

    void templatesStayWithTheCaseAndKeepTheirIds()
    {
        QueryCase file;
        fill(file, hub());
        const auto first = keepTemplates(file.database(), "tester");
        QVERIFY(first && !first->added.empty() && first->removed.empty());
        const auto kept = file.reader().keptTemplates();
        QVERIFY(kept);
        QCOMPARE(kept->learned, first->added);
        const auto again = relearnTemplates(file.database(), "tester");
        QVERIFY(again && again->added.empty() && again->removed.empty());
        QCOMPARE(again->stayed, first->added.size());

        Paths more;    // another import: its own templates are added, the others stay
        for (int i = 0; i < 300; ++i)
            more.emplace_back("/shop/item-" + std::string(1, static_cast<char>('a' + i % 26)) + static_cast<char>('a' + i / 26) + "/price", 1);
        fill(file, more);
        const auto second = keepTemplates(file.database(), "tester");
        QVERIFY(second);
        QCOMPARE(second->stayed, first->added.size());
        QCOMPARE(second->added.size(), std::size_t{1});
        QCOMPARE(second->added.front().text, std::string("/shop/{*}/price"));
        QVERIFY(second->added.front().id > first->added.back().id);
    }

    void aRuleIsAddedChangedRemovedAndGivenBack()
    {
        QueryCase file;
        fill(file, hub());
        TemplateEditor editor(file.database(), "tester");
        const auto added = editor.addRule(rule("/api/models/{org}/{name}"));
        const auto second = editor.addRule(rule("/api/status", TemplateRule::Answer::Exact));
        QVERIFY(added && second && second->position > added->position);
        QVERIFY(!editor.addRule(rule("/api/status")));
        const Breakdown ruled = byRoute(file);
        const auto row = std::find_if(ruled.rows.begin(), ruled.rows.end(), [](const BreakdownRow& each) { return each.route == "/api/models/{org}/{name}"; });
        QVERIFY(row != ruled.rows.end());
        QCOMPARE(byRoute(file, filterOfRow(RecordKind::Request, "route", *row, ruled.rows)).records, row->count);

        TemplateRule changed = *added;
        changed.answer = TemplateRule::Answer::Exact;
        const auto before = editor.setRule(changed);
        QVERIFY(before && *before == *added);
        const auto removed = editor.removeRule(added->id);
        QVERIFY(removed && *removed == changed);
        QVERIFY(!editor.removeRule(added->id));
        QVERIFY(editor.addRule(*removed));
        const auto kept = keptTemplates(file.database());
        QVERIFY(kept);
        QCOMPARE(kept->rules, (std::vector<TemplateRule>{changed, *second}));
    }

    void refusesPatternsThatNoPathHas_data()
    {
        QTest::addColumn<QByteArray>("pattern");
        for (const char* pattern : {"", "/", "models", "/a?b=c", "/a/**/b", "/a**", "/\xff"})
            QTest::newRow(pattern) << QByteArray(pattern);
    }
    void refusesPatternsThatNoPathHas()
    {
        QFETCH(const QByteArray, pattern);
        QueryCase file;
        const auto added = TemplateEditor(file.database(), "tester").addRule(rule(pattern.constData()));
        QVERIFY(!added);
        QCOMPARE(added.error().kind, ErrorKind::Usage);
    }
};

QTEST_GUILESS_MAIN(UrlTemplatesTest)
#include "urltemplates_test.moc"
