// Every real file that is not part of the project, imported as a user would, against tests/conformance/files.tsv: format, kinds and
// counts, or the sentence with which it is refused. UPDATE_GOLDEN=1 rewrites the table; the git diff is the review.

#include "tests/support/importcase.h"
#include "tests/support/realdata.h"

#include <QDirIterator>
#include <QTest>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

using namespace faultline;
using namespace faultline::test;

namespace {

constexpr const char* tablePath = FAULTLINE_SOURCE_DIR "/tests/conformance/files.tsv";
constexpr std::string_view header = "file\tformat\tkinds\tlines\trecords\tskipped\trejected\n";

/// By file (members of archives as "archive!member"): the rest of its row.
using Rows = std::map<std::string, std::string>;

Rows readTable()
{
    std::ifstream file(tablePath, std::ios::binary);
    Rows rows;
    for (std::string line; std::getline(file, line);) {
        const std::size_t tab = line.find('\t');
        if (tab != std::string::npos && line + '\n' != header)
            rows.emplace(line.substr(0, tab), line.substr(tab + 1));
    }
    return rows;
}

void writeTable(const Rows& rows)
{
    std::ofstream file(tablePath, std::ios::binary);
    file << header;
    for (const auto& [name, row] : rows)
        file << name << '\t' << row << '\n';
}

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : ",") + word;
    return text;
}

std::string rowOf(const ImportedSource& imported)
{
    if (imported.source) {
        const Source& source = *imported.source;
        return source.format + '\t' + joined(imported.kinds) + '\t' + std::to_string(source.lines) + '\t'
            + std::to_string(source.records) + '\t' + std::to_string(source.skipped) + '\t' + std::to_string(source.rejected);
    }
    std::string reason = imported.error ? imported.error->why.empty() ? imported.error->what : imported.error->why : std::string("?");
    std::replace(reason.begin(), reason.end(), '\t', ' ');
    std::replace(reason.begin(), reason.end(), '\n', ' ');
    return "refused\t" + reason.substr(0, reason.find(';'));    // which format is the nearest changes with every new one
}

}    // namespace

class EveryFileTest : public QObject {
    Q_OBJECT

private slots:
    void everyFileIsReadAsTheTableSays_data();
    void everyFileIsReadAsTheTableSays();
    void cleanupTestCase();

private:
    QString m_root = realDataFolder();
    Rows m_expected = readTable();
    Rows m_seen;
    std::uint64_t m_lines = 0, m_sources = 0, m_refused = 0;
};

void EveryFileTest::everyFileIsReadAsTheTableSays_data()
{
    QTest::addColumn<QString>("folder");
    const QStringList folders = QDir(m_root).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    for (const QString& folder : folders) {
        const QStringList inner = QDir(m_root + QLatin1Char('/') + folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
        for (const QString& name : inner)
            QTest::newRow(qPrintable(folder + QLatin1Char('/') + name)) << folder + QLatin1Char('/') + name;
    }
    if (folders.isEmpty())
        QTest::newRow("no data") << QString();
}

void EveryFileTest::everyFileIsReadAsTheTableSays()
{
    QFETCH(QString, folder);
    if (folder.isEmpty())
        QSKIP("the files are not on this machine");
    const std::string root = m_root.toStdString() + '/';
    ImportRequest request;
    request.again = true;
    request.keepRaw = false;
    for (QDirIterator files(m_root + QLatin1Char('/') + folder, QDir::Files, QDirIterator::Subdirectories); files.hasNext();)
        request.paths.push_back(files.next().toStdString());
    std::sort(request.paths.begin(), request.paths.end());

    ImportCase test;
    std::string differences;
    for (const ImportedSource& imported : test.import(request).sources) {
        const std::string name = imported.path.compare(0, root.size(), root) == 0 ? imported.path.substr(root.size()) : imported.path;
        const std::string row = rowOf(imported);
        m_seen[name] = row;
        ++m_sources;
        m_refused += imported.source ? 0U : 1U;
        if (imported.source) {
            const Source& source = *imported.source;
            m_lines += source.lines;
            if (source.lines != source.recordLines + source.skipped + source.rejected)
                differences += "\n  " + name + ": lines are not accounted for";
        }
        const auto expected = m_expected.find(name);
        const std::string wanted = expected == m_expected.end() ? "(no row)" : expected->second;
        if (wanted != row)
            differences += "\n  " + name + "\n    table   " + wanted + "\n    import  " + row;
    }
    if (!qEnvironmentVariableIsSet("UPDATE_GOLDEN"))
        QVERIFY2(differences.empty(), differences.c_str());
}

void EveryFileTest::cleanupTestCase()
{
    if (m_seen.empty())
        return;
    qInfo("conformance every-file %s sources, %s refused with a sentence, %s lines accounted for", std::to_string(m_sources).c_str(),
          std::to_string(m_refused).c_str(), std::to_string(m_lines).c_str());
    if (!qEnvironmentVariableIsSet("UPDATE_GOLDEN"))
        return;
    for (const auto& [name, row] : m_seen)
        m_expected[name] = row;
    writeTable(m_expected);
}

QTEST_GUILESS_MAIN(EveryFileTest)
#include "everyfile_test.moc"
