#include "ui/dialogs/savefile.h"

#include "ui/convert.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>

namespace faultline {

QString chooseFileToSave(QWidget* parent, const QString& title, const QString& suggestedName, const QString& filter)
{
    const QDir documents(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    const QString path = QFileDialog::getSaveFileName(parent, title, documents.filePath(suggestedName), filter);
    const bool hasSuffix = !QFileInfo(path).suffix().isEmpty();
    return path.isEmpty() || hasSuffix ? path : path + QLatin1Char('.') + QFileInfo(suggestedName).suffix();
}

Result<void> writeWholeFile(const QString& path, std::string_view bytes)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes.data(), static_cast<qint64>(bytes.size())) >= 0 && file.commit())
        return {};
    return Error{ErrorKind::OutputFailed, toStd(QCoreApplication::translate("SaveFile", "Cannot write %1").arg(path)),
                 toStd(file.errorString()), toStd(QCoreApplication::translate("SaveFile", "Choose another place"))};
}

}    // namespace faultline
