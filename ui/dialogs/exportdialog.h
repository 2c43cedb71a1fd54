#pragma once

#include "app/base/result.h"
#include "ui/settings.h"

#include <QDialog>

class QComboBox;
class QCheckBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QPushButton;

namespace faultline {

class CaseSession;
class Theme;

/// The timeline as a file or a text to paste, with what it will be in view. Opens with the setting used last.
class ExportDialog : public QDialog {
    Q_OBJECT

public:
    ExportDialog(CaseSession& session, const Theme& theme, QWidget* parent);

    TimelineExportChoice choice() const;
    Result<std::string> exported() const;
    Result<void> saveTo(const QString& path);

private:
    void build();
    QWidget* buildOptions();
    void fillColumns(const QStringList& chosen);
    void setChoice(const TimelineExportChoice& choice);
    void refresh();
    void moveColumn(int rows);
    void copy();
    void save();
    void remember();
    bool eventFilter(QObject* watched, QEvent* event) override;

    CaseSession& m_session;
    const Theme& m_theme;
    QComboBox* m_format = nullptr;
    QComboBox* m_zones = nullptr;
    QLineEdit* m_otherZones = nullptr;
    QListWidget* m_columns = nullptr;
    QCheckBox* m_usual = nullptr;
    QCheckBox* m_groups = nullptr;
    QCheckBox* m_precision = nullptr;
    QCheckBox* m_evidence = nullptr;
    QCheckBox* m_suspects = nullptr;
    QCheckBox* m_redaction = nullptr;
    QLabel* m_problem = nullptr;
    QPlainTextEdit* m_preview = nullptr;
    QPushButton* m_copy = nullptr;
    QPushButton* m_save = nullptr;
};

}    // namespace faultline
