#pragma once

#include "ui/importdraft.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QTabWidget;
class QTableView;

namespace faultline {

class ColumnTable;
class PreviewModel;
class Theme;

/// One source of an import: what is asked, what can be chosen, and how its lines are understood with it.
class ImportSourcePanel : public QWidget {
    Q_OBJECT

public:
    ImportSourcePanel(const ImporterRegistry& registry, const Theme& theme, QWidget* parent);

    struct Others {
        int alike = 0;            ///< sources that wait for the same first answer
        int withSameColumns = 0;  ///< sources with the columns of this one, in other roles
    };
    void show(const ImportDraft& draft, const ImportHints& hints, Others others);
    void focusQuestion();
    int shownQuestions() const { return m_shownQuestions; }

protected:
    void resizeEvent(QResizeEvent* event) override;

signals:
    void draftChanged(const faultline::ImportDraft& draft);    ///< with other options: its preview is to be made again
    void answered(faultline::ImportQuestionKind kind, const faultline::ImportAnswer& answer, bool forAll);
    void columnsForOthers();    ///< the roles of this source's columns are wanted for the others that have them

private:
    void buildChoices(QHBoxLayout* row);
    void showChoices();
    void showQuestion(int alike);
    void showColumns(int others);
    void showPreview();
    void fit();
    QString problemText() const;
    void takeChoices();

    const ImporterRegistry& m_registry;
    const Theme& m_theme;
    ImportDraft m_draft;
    ImportHints m_hints;
    bool m_isFilling = false;
    int m_shownQuestions = 0;
    QLabel* m_title = nullptr;
    QWidget* m_questionBar = nullptr;
    QLabel* m_question = nullptr;
    QHBoxLayout* m_answers = nullptr;
    QCheckBox* m_forAll = nullptr;
    QWidget* m_choices = nullptr;
    QComboBox* m_format = nullptr;
    QComboBox* m_zone = nullptr;
    QLineEdit* m_year = nullptr;
    QComboBox* m_anchor = nullptr;
    QLabel* m_anchorLabel = nullptr;
    QLineEdit* m_logFormat = nullptr;
    QLabel* m_problem = nullptr;
    QTabWidget* m_tabs = nullptr;
    QTableView* m_preview = nullptr;
    PreviewModel* m_previewModel = nullptr;
    ColumnTable* m_columns = nullptr;
};

}    // namespace faultline
