#include "ui/dialogs/prompts.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QInputDialog>
#include <QMessageBox>
#include <QPushButton>

namespace faultline {

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("Prompts", text);
}

/// Asks with two buttons; Esc and Enter choose the one that loses nothing.
bool isConfirmed(QWidget* parent, const QString& title, const QString& text, const QString& details, const QString& goAhead,
                 const QString& stay)
{
    QMessageBox box(QMessageBox::NoIcon, title, QString(), QMessageBox::NoButton, parent);
    box.setTextFormat(Qt::PlainText);
    box.setText(text);
    box.setInformativeText(details);
    const auto* yes = box.addButton(goAhead, QMessageBox::DestructiveRole);
    QPushButton* no = box.addButton(stay, QMessageBox::RejectRole);
    box.setDefaultButton(no);
    box.setEscapeButton(no);
    box.exec();
    return box.clickedButton() == yes;
}

}    // namespace

RunningImports askAboutRunningImports(QWidget* parent, int count)
{
    const QString text = count == 1 ? translated(QT_TRANSLATE_NOOP("Prompts", "An import is running."))
                                    : translated(QT_TRANSLATE_NOOP("Prompts", "%1 imports are running or waiting.")).arg(count);
    const bool cancels = isConfirmed(parent, translated(QT_TRANSLATE_NOOP("Prompts", "Import Running")), text,
                                     translated(QT_TRANSLATE_NOOP("Prompts", "What is in the case already stays; of a file that is cancelled nothing stays.")),
                                     translated(QT_TRANSLATE_NOOP("Prompts", "Cancel Import and Close")),
                                     translated(QT_TRANSLATE_NOOP("Prompts", "Keep Importing")));
    return cancels ? RunningImports::Cancel : RunningImports::Keep;
}

QStringList chooseImportFiles(QWidget* parent, const QString& folder)
{
    return QFileDialog::getOpenFileNames(parent, translated(QT_TRANSLATE_NOOP("Prompts", "Import Files")), folder);
}

QString chooseImportFolder(QWidget* parent, const QString& folder)
{
    return QFileDialog::getExistingDirectory(parent, translated(QT_TRANSLATE_NOOP("Prompts", "Import Folder")), folder);
}

QString chooseNewCase(QWidget* parent, const QString& path)
{
    QString chosen = QFileDialog::getSaveFileName(parent, translated(QT_TRANSLATE_NOOP("Prompts", "New Case")), path,
                                                  translated(QT_TRANSLATE_NOOP("Prompts", "Faultline cases (*.faultline)")));
    if (!chosen.isEmpty() && !chosen.endsWith(QLatin1String(".faultline")))
        chosen += QLatin1String(".faultline");
    return chosen;
}

bool askToRemoveSource(QWidget* parent, const QString& name, const QString& whatGoes)
{
    return isConfirmed(parent, translated(QT_TRANSLATE_NOOP("Prompts", "Remove Source")),
                       translated(QT_TRANSLATE_NOOP("Prompts", "Remove %1 from the case?")).arg(name), whatGoes,
                       translated(QT_TRANSLATE_NOOP("Prompts", "Remove")), translated(QT_TRANSLATE_NOOP("Prompts", "Keep")));
}

QString askForText(QWidget* parent, const QString& title, const QString& label, const QString& text)
{
    bool isAccepted = false;
    const QString typed = QInputDialog::getText(parent, title, label, QLineEdit::Normal, text, &isAccepted).trimmed();
    return isAccepted ? typed : QString();
}

}    // namespace faultline
