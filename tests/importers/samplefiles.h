#pragma once

#include "app/import/importer.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace faultline::test {

/// A hand-made file under tests/importers/samples/<format id>/, with what the user would state about it.
/// `<file>.options.json` beside it: {"zone":"Europe/Paris","year":2024,"anchor":"end","log_format":"...","columns":{"time":"t"}}
struct SampleFile {
    QString format;
    QString name;
    QString path;
    QString goldenPath;
};

std::vector<SampleFile> sampleFiles(const QString& folder = QStringLiteral("samples"));
QByteArray contentOf(const QString& path);

/// Options of a sample; `problem` says what is wrong with its options file.
ImportOptions optionsOf(const SampleFile& sample, QString* problem = nullptr);

}    // namespace faultline::test
