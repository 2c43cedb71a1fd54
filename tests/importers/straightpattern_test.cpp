// Patterns without alternatives: whatever they match, RE2 matches in the same way.

#include <cstddef>

#include "importers/requests/straightpattern.h"

#include <re2/re2.h>

#include <QTest>

#include <array>
#include <random>
#include <string>

using namespace faultline;

class StraightPatternTest : public QObject {
    Q_OBJECT

private slots:
    void takesPatternsOfThisKindOnly_data();
    void takesPatternsOfThisKindOnly();
    void groupsAreThoseOfRe2();
};

void StraightPatternTest::takesPatternsOfThisKindOnly_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<bool>("isStraight");
    const auto row = [](const char* name, const char* pattern, bool isStraight) { QTest::newRow(name) << QByteArray(pattern) << isStraight; };
    row("words and brackets", "^(?P<a>\\S+) \\S+ \\[(?P<t>[^\\]]+)\\] \"(?P<r>[^\"]*)\" (\\d{3})(?: -)", true);
    row("the rest of the line", "(\\d+) (.*)$", true);
    row("anything, then a sign", "(.*?) - (.*) (\\d+)", true);
    row("counted letters", "\\S{2} a", true);
    row("alternatives", "(a|b) c", false);
    row("a repeated group", "(a )*b", false);
    row("a group that need not be there", "a( b)?", false);
    row("a boundary", "\\ba", false);
    row("letters of several bytes", "\xC3\xA9+", false);
}

void StraightPatternTest::takesPatternsOfThisKindOnly()
{
    QFETCH(QByteArray, pattern);
    QFETCH(bool, isStraight);
    QVERIFY(RE2(pattern.toStdString()).ok());
    QCOMPARE(StraightPattern::compile(pattern.toStdString()).has_value(), isStraight);
}

void StraightPatternTest::groupsAreThoseOfRe2()
{
    constexpr std::array<std::string_view, 34> parts = {
        "a", "b+", " ", " ", ":", "\\S+", "\\S*", "\\d+", "\\d{1,2}", "\\d?", "[^:]*", "[^ ]+", "[a-c]*?", "[^\\]]+", "\\]", "\\[", ".", ".*",
        ".+?", "$", "(", ")", "(", ")", "(?:", "(?P<n>", "\\w+", "\\W", "\\s+", "[ab-]", "{2}", "?", "+", "^"};
    constexpr std::array<std::string_view, 14> letters = {"a", "b", "c", " ", " ", ":", "1", "23", "[", "]", "-", "\xC3\xA9", "\n", "\""};
    std::mt19937 random(20240423);
    RE2::Options options;
    options.set_log_errors(false);
    int straight = 0, matched = 0, missed = 0;
    for (int round = 0; round < 60'000; ++round) {
        std::string pattern;
        for (auto count = 1 + random() % 7; count > 0; --count)
            pattern += parts[random() % parts.size()];
        const RE2 expression(pattern, options);
        const auto compiled = StraightPattern::compile(pattern);
        if (!expression.ok() || !compiled)
            continue;
        ++straight;
        for (int text = 0; text < 8; ++text) {
            std::string line;
            for (auto count = random() % 9; count > 0; --count)
                line += letters[random() % letters.size()];
            std::vector<std::string_view> groups;
            if (!compiled->matchesFront(line, groups)) {
                missed += expression.Match(line, 0, line.size(), RE2::ANCHOR_START, nullptr, 0) ? 1 : 0;    // went back too often
                continue;
            }
            ++matched;
            std::vector<re2::StringPiece> pieces(static_cast<std::size_t>(expression.NumberOfCapturingGroups()) + 1);
            QVERIFY2(expression.Match(line, 0, line.size(), RE2::UNANCHORED, pieces.data(), static_cast<int>(pieces.size())),
                     (pattern + " on " + line).c_str());
            QCOMPARE(groups.size(), pieces.size());
            for (std::size_t i = 0; i < groups.size(); ++i)
                QVERIFY2(groups[i].data() == pieces[i].data() && groups[i].size() == pieces[i].size(), (pattern + " on " + line).c_str());
        }
    }
    QVERIFY(straight > 5000 && matched > 5000);
    QVERIFY(missed < matched / 100);
}

QTEST_GUILESS_MAIN(StraightPatternTest)
#include "straightpattern_test.moc"
