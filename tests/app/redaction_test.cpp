#include "app/base/result.h"    // before <chrono>, which moc cannot read first
#include "app/export/redaction.h"

#include <QTest>

using namespace faultline;

/// What is masked, and what must stay readable.
class RedactionTest : public QObject {
    Q_OBJECT

private slots:
    void masks_data()
    {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("published");
        const auto row = [](const char* name, const char* written, const char* published) {
            QTest::newRow(name) << QString::fromUtf8(written) << QString::fromUtf8(published);
        };
        row("IPv4", "from 203.0.113.7, then 198.51.100.20:8080", "from (address), then (address):8080");
        row("IPv6", "from 2001:db8:0:0:0:0:0:1 and 2001:db8::7", "from (address) and (address)");
        row("e-mail", "ask ops-team@example.co.uk.", "ask (e-mail).");
        row("password in a URL", "postgres://hub:hunter2@db-0:5432/hub", "postgres://(secret)@db-0:5432/hub");
        row("key and value", "DB_PASSWORD=hunter2 and api-key: \"a b\"", "DB_PASSWORD=(secret) and api-key: (secret)");
        row("JSON", R"({"token":"abc","rate":3})", R"({"token":(secret),"rate":3})");
        row("header", "Authorization: Bearer abc.def-123", "Authorization: (secret)");
        row("bearer alone", "sent Bearer abcdefgh123", "sent Bearer (secret)");
        row("known tokens", "ghp_0123456789abcdef and AKIA0123456789ABCDEF", "(secret) and (secret)");
        row("JWT", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_1", "(secret)");
        row("long hexadecimal", "session 0123456789abcdef0123456789abcdef ended", "session (secret) ended");
        row("URL parameters", "GET /api/quicksearch?q=ada&type=model HTTP/1.1", "GET /api/quicksearch?q=(value)&type=(value) HTTP/1.1");
        row("a secret as URL parameter", "/a?token=abc&n=1", "/a?token=(secret)&n=(value)");
        row("what a postmortem is about", "23/04 21:30:05 hub-web on db-0 (tier 2 -> 3), Java/17.0.9, 98.5 %, 10:03-10:13",
            "23/04 21:30:05 hub-web on db-0 (tier 2 -> 3), Java/17.0.9, 98.5 %, 10:03-10:13");
        row("a path", "/api/models/sentence-transformers/all-mpnet-base-v2/revision/main", "/api/models/sentence-transformers/all-mpnet-base-v2/revision/main");
    }

    void masks()
    {
        QFETCH(QString, written);
        QFETCH(QString, published);
        QCOMPARE(QString::fromStdString(redacted(std::string_view(written.toStdString()))), published);
    }

    void anEntryLosesItsOwnerAndKeepsItsTimes()
    {
        TimelineEntry entry;
        entry.title = "203.0.113.7 asks";
        entry.body = "token=abc";
        entry.owner = "Ada";
        entry.timeText = "23/04 21:30";
        entry.tags = {"trigger"};
        const TimelineEntry masked = redacted(entry);
        QCOMPARE(masked.title, std::string("(address) asks"));
        QCOMPARE(masked.body, std::string("token=(secret)"));
        QVERIFY(masked.owner.empty());
        QCOMPARE(masked.timeText, entry.timeText);
        QCOMPARE(masked.tags, entry.tags);
    }

    void aMaskedTextIsNotMaskedAgain()
    {
        const std::string once = redacted(std::string_view("token=abc ?q=x from 203.0.113.7 to a@b.org"));
        QCOMPARE(redacted(std::string_view(once)), once);
    }
};

QTEST_GUILESS_MAIN(RedactionTest)
#include "redaction_test.moc"
