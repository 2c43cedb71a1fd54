#include "ui/dialogs/aboutdialog.h"

#include "ui/dialogs/dialogbuttons.h"
#include "ui/theme.h"

#include <QApplication>
#include <QIcon>
#include <QLabel>
#include <QVBoxLayout>

#include <sqlite3.h>

namespace faultline {

namespace {

constexpr int iconSize = 64;

QLabel* plainLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    label->setWordWrap(true);
    return label;
}

}    // namespace

AboutDialog::AboutDialog(const Theme& theme, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("About Faultline"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(8);
    auto* picture = plainLabel({}, this);
    picture->setPixmap(QApplication::windowIcon().pixmap(iconSize));
    column->addWidget(picture);
    auto* name = plainLabel(tr("Faultline %1").arg(QApplication::applicationVersion()), this);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    large.setBold(true);
    name->setFont(large);
    column->addWidget(name);
    column->addWidget(plainLabel(tr("Finds out why it broke, from the files that are left. Nothing leaves this computer."), this));
    auto* libraries = plainLabel(tr("Built with Qt %1, QCustomPlot 2.1, SQLite %2, zstd, libarchive, RE2, OpenSSL and JSON for Modern C++.")
                                     .arg(QLatin1String(qVersion()), QLatin1String(sqlite3_libversion())),
                                 this);
    libraries->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(libraries);
    auto* licence = plainLabel(tr("Free software under the GNU General Public License, version 3 or later. It comes without any "
                                  "warranty; the file LICENSE has the text."),
                               this);
    licence->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(licence);
    addCloseButton(*this, *column);
    setMinimumWidth(theme.smaller().pixelSize() * 36);
}

}    // namespace faultline
