#include "tests/importers/sampleinstants.h"

#include <QTest>

#include <algorithm>

namespace faultline::test {

void addInstantRows(const std::vector<SampleInstant>& instants)
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("record");
    QTest::addColumn<QString>("utc");
    QTest::addColumn<QString>("basis");
    QTest::addColumn<QString>("anchor");
    for (const SampleInstant& i : instants)
        QTest::addRow("%s, %s record %d: %s", i.format, i.file, i.record, i.rule) << i.format << i.file << i.record << i.utc << i.basis << i.anchor;
}

ReadSample readSampleOfRow(const ImporterRegistry& registry)
{
    QFETCH(QString, format);
    QFETCH(QString, file);
    ReadSample read;
    const std::vector<SampleFile> samples = sampleFiles();
    const auto sample = std::find_if(samples.begin(), samples.end(),
                                     [&](const SampleFile& candidate) { return candidate.format == format && candidate.name == file; });
    if (sample == samples.end())
        return read;
    read.importer = registry.find(format.toStdString());
    read.content = contentOf(sample->path).toStdString();
    if (read.importer != nullptr)
        readInto(read.sink, *read.importer, read.content, file.toStdString(), optionsOf(*sample));
    return read;
}

void compareWithRow(const OrderedJson& record, const Importer& importer)
{
    QTEST(QString::fromStdString(record.at("time").get<std::string>()), "utc");
    QTEST(QString::fromStdString(record.at("time_basis").get<std::string>()), "basis");
    const std::string_view anchor = nameOf(importer.info().anchor);
    QTEST(QString::fromUtf8(anchor.data(), static_cast<qsizetype>(anchor.size())), "anchor");
}

}    // namespace faultline::test
